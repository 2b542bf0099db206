package dev.tailrace.sink.postgres;

import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Catalogue;
import dev.tailrace.sink.sql.Engine;
import dev.tailrace.sink.sql.RowSource;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.Staged;
import dev.tailrace.sink.sql.StagedRows;
import dev.tailrace.sink.sql.StagingColumns;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Brings rows into Postgres by COPY. */
final class PostgresEngine implements Engine {
  private static final String STAGING = "pg_temp.tailrace_staging";

  /** What is sent to the server at once. */
  private static final int CHUNK_BYTES = 1 << 16;

  private final PostgresDialect dialect = new PostgresDialect();
  private final Sessions sessions;

  PostgresEngine(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public PostgresDialect dialect() {
    return dialect;
  }

  /**
   * Into a temporary table: other workers see and wait for nothing of it, and however long the rows
   * take to come, nothing is locked meanwhile.
   */
  @Override
  public Staged stage(Session session, TableShape shape, StagedRows rows) throws SQLException {
    session.execute(stagingSql(shape, dialect));
    Utf8Buffer out = new Utf8Buffer(2 * CHUNK_BYTES);
    RowEncoder encoder = new RowEncoder(shape, rows, out);
    copy(session, STAGING, out, encoder::next);
    return encoder.projector().staged(STAGING);
  }

  static String stagingSql(TableShape shape, PostgresDialect dialect) {
    return "CREATE TEMPORARY TABLE tailrace_staging (%s) ON COMMIT DROP"
        .formatted(String.join(", ", StagingColumns.definitions(shape, dialect)));
  }

  @Override
  public void unstage(Session session, Staged staged) throws SQLException {
    session.execute("DROP TABLE " + staged.relation());
  }

  @Override
  public void append(Session session, String table, RowSource rows) throws SQLException {
    Utf8Buffer out = new Utf8Buffer(2 * CHUNK_BYTES);
    CopyText text = new CopyText(out);
    List<ColumnType> types = rows.types();
    int[] left = {rows.next()};
    int[] row = {0};
    copy(
        session,
        table,
        out,
        () -> {
          if (left[0] == row[0]) {
            left[0] = rows.next();
            row[0] = 0;
          }
          if (left[0] == 0) {
            return false;
          }
          for (int i = 0; i < types.size(); i++) {
            text.put(types.get(i), rows.vector(i), row[0]);
          }
          text.endRow();
          row[0]++;
          return true;
        });
  }

  /** Writes one row into the buffer; false when there is none. */
  @FunctionalInterface
  private interface RowWriter {
    boolean next();
  }

  private static void copy(Session session, String table, Utf8Buffer out, RowWriter rows)
      throws SQLException {
    CopyIn copy =
        session
            .connection()
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table + " FROM STDIN");
    try {
      while (rows.next()) {
        if (out.length() >= CHUNK_BYTES) {
          flush(copy, out);
        }
      }
      flush(copy, out);
      copy.endCopy();
    } catch (SQLException | RuntimeException e) {
      cancel(copy, e);
      throw e;
    }
  }

  /** The transaction is lost with it. */
  private static void cancel(CopyIn copy, Exception cause) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void flush(CopyIn copy, Utf8Buffer out) throws SQLException {
    for (int from = 0; from < out.length(); from += CHUNK_BYTES) {
      copy.writeToCopy(out.array(), from, Math.min(CHUNK_BYTES, out.length() - from));
    }
    out.clear();
  }

  @Override
  public <T> void forEachPage(
      Session session, Scan scan, Session.RowReader<T> reader, PageConsumer<T> consumer)
      throws SQLException {
    List<T> page = new ArrayList<>();
    long[] weight = {0};
    String order = scan.order().isEmpty() ? "" : " ORDER BY " + scan.order();
    @Nullable Object[] parameters = scan.parameters().toArray();
    session.forEach(
        r -> {
          page.add(reader.read(r));
          weight[0] += r.getLong("_tailrace_weight");
          if (weight[0] >= Scan.PAGE_BYTES) {
            consumer.accept(List.copyOf(page));
            page.clear();
            weight[0] = 0;
          }
        },
        "SELECT %s, %s AS _tailrace_weight FROM %s%s"
            .formatted(scan.columns(), scan.weight(), scan.from(), order),
        parameters);
    if (!page.isEmpty()) {
      consumer.accept(page);
    }
  }

  @Override
  public void allowBuilding(Session session) throws SQLException {
    sessions.allowBuilding(session.connection());
  }

  /** Without IF NOT EXISTS, which asks for a right even where there is nothing to make. */
  @Override
  public void makeSchema(Session session, String schema) throws SQLException {
    if (!hasSchema(session, schema)) {
      lockSchemas(session);
      if (!hasSchema(session, schema)) {
        session.execute("CREATE SCHEMA " + Sql.name(schema));
      }
    }
  }

  private static boolean hasSchema(Session session, String schema) throws SQLException {
    return session
        .queryOne(
            r -> r.getInt(1), "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?", schema)
        .isPresent();
  }

  /** Until the transaction's end no other worker makes schemas. */
  static void lockSchemas(Session session) throws SQLException {
    session.query(r -> "", "SELECT pg_advisory_xact_lock(hashtext('tailrace.schema'))");
  }

  /** Workers widen one after the other, and each sees what the one before it added. */
  @Override
  public void lockForWidening(Session session, TableName table) throws SQLException {
    session.queryOne(
        r -> r.getInt(1),
        "SELECT 1 FROM tailrace.targets WHERE schema_name = ? AND table_name = ? FOR UPDATE",
        table.schema(),
        table.name());
  }

  @Override
  public void finish(Session session, TableName table, TableShape shape) throws SQLException {
    KeyIndex.make(session, table, shape, dialect);
  }

  @Override
  public void apart(Session session, SessionWork work) throws SQLException {
    new Moments(sessions).apart(session, work);
  }

  @Override
  public void checkSwap(Session session, Replacement replacement) throws SQLException {
    LiveSwap.check(session, replacement);
  }

  @Override
  public Optional<RowSwap> rowSwap(Session session, Catalogue catalogue, Replacement replacement)
      throws SQLException {
    return LiveSwap.of(session, this, catalogue, replacement);
  }

  Moments moments() {
    return new Moments(sessions);
  }

  /**
   * Waits for those who read the table, for a moment each time. Nothing may hang on it by then that
   * would be lost with it.
   */
  @Override
  public SessionWork beforeSwap(Session session, Replacement replacement) throws SQLException {
    moments().lock(session, replacement.live());
    LiveSwap.checkStillBare(session, replacement);
    Privileges.copy(session, replacement.live(), replacement.shadow());
    return s -> {};
  }
}
