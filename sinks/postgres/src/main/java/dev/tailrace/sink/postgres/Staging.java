package dev.tailrace.sink.postgres;

import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyIn;

/**
 * A temporary table that a transaction copies rows into, and from which one statement deletes from
 * a table and one inserts into it. Other workers see and wait for nothing of it: however long the
 * rows take to come, nothing is locked meanwhile.
 */
final class Staging implements AutoCloseable {
  private static final String TABLE = "pg_temp.tailrace_staging";
  private static final String KEY_TEXT = Sql.name("_tailrace_staged_key");
  private static final String DELETE = Sql.name("_tailrace_staged_delete");

  /** What is sent to the server at once. */
  private static final int CHUNK_BYTES = 1 << 16;

  private final Session session;
  private final TableShape shape;
  private final CopyIn copy;

  /** Makes the table for rows of {@code shape} and starts to copy into it. */
  Staging(Session session, TableShape shape) throws SQLException {
    this.session = session;
    this.shape = shape;
    session.execute(createSql(shape));
    this.copy = session.copyIn("COPY " + TABLE + " FROM STDIN");
  }

  static String createSql(TableShape shape) {
    return "CREATE TEMPORARY TABLE tailrace_staging (%s, %s text COLLATE \"C\", %s boolean NOT NULL) ON COMMIT DROP"
        .formatted(Catalogue.definitions(shape), KEY_TEXT, DELETE);
  }

  /** Sends what the encoder has written once that is worth it. */
  void send(RowEncoder rows) throws SQLException {
    if (rows.out().length() >= CHUNK_BYTES) {
      flush(rows.out());
    }
  }

  private void flush(Utf8Buffer out) throws SQLException {
    for (int from = 0; from < out.length(); from += CHUNK_BYTES) {
      copy.writeToCopy(out.array(), from, Math.min(CHUNK_BYTES, out.length() - from));
    }
    out.clear();
  }

  /** Sends the rest; the rows are there then. */
  void end(RowEncoder rows) throws SQLException {
    flush(rows.out());
    copy.endCopy();
  }

  /**
   * Puts the rows into {@code table}.
   *
   * @param replace whether rows with the same keys have to go first
   */
  void moveInto(TableName table, RowEncoder rows, boolean replace) throws SQLException {
    if (replace) {
      session.execute(deleteSql(table, shape));
      if (rows.hasKeysInOverflow()) {
        session.execute(deleteByOverflowSql(table, shape));
      }
    }
    session.execute(insertSql(table, shape));
  }

  static String deleteSql(TableName table, TableShape shape) {
    List<String> conditions = new ArrayList<>();
    for (Column column : shape.keyColumns()) {
      conditions.add("t.%1$s = s.%1$s".formatted(Sql.name(column.name())));
    }
    return "DELETE FROM %s AS t USING %s AS s WHERE %s"
        .formatted(table.sql(), TABLE, String.join(" AND ", conditions));
  }

  /** Those whose key is not all in its columns; the conditions are those of {@link KeyIndex}. */
  static String deleteByOverflowSql(TableName table, TableShape shape) {
    KeySchema key = shape.key();
    String keyText = Overflow.keyTextSql(key, "t.");
    List<String> conditions = new ArrayList<>();
    conditions.add(KeyIndex.someKeyAbsent(shape, "t."));
    conditions.add(
        "%s = %s".formatted(Overflow.indexedSql(keyText), Overflow.indexedSql("s." + KEY_TEXT)));
    conditions.add("%s = s.%s".formatted(keyText, KEY_TEXT));
    for (Column column : shape.keyColumns()) {
      conditions.add("t.%1$s IS NOT DISTINCT FROM s.%1$s".formatted(Sql.name(column.name())));
    }
    return "DELETE FROM %s AS t USING %s AS s WHERE %s"
        .formatted(table.sql(), TABLE, String.join(" AND ", conditions));
  }

  static String insertSql(TableName table, TableShape shape) {
    return "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s WHERE NOT %4$s"
        .formatted(table.sql(), Catalogue.columnNames(shape), TABLE, DELETE);
  }

  /** Makes room for the next; ends a copy that was not ended. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      // The transaction is lost with it: what the reader threw comes out, and all is rolled back.
      copy.cancelCopy();
    } else {
      session.execute("DROP TABLE IF EXISTS " + TABLE);
    }
  }
}
