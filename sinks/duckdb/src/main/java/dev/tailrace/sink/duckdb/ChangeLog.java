package dev.tailrace.sink.duckdb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A source table's change log, within the session's transaction. */
final class ChangeLog {
  private static final ColumnType TEXT = new ColumnType.Text();
  private static final List<ColumnType> COLUMNS =
      List.of(
          new ColumnType.Int64(),
          TEXT,
          new ColumnType.Bytes(),
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          new ColumnType.Timestamp());
  private static final String UPSERT = "upsert";
  private static final String DELETE = "delete";
  private static final String EXPIRE = "expire";

  /** What an entry takes in memory beside its item, about. */
  private static final int ENTRY_BYTES = 512;

  private final Session session;
  private final TableId table;

  ChangeLog(Session session, TableId table) {
    this.session = session;
    this.table = table;
  }

  /** Takes the changes of one page. */
  @FunctionalInterface
  interface PageConsumer {
    void accept(List<Change> changes) throws SQLException;
  }

  /** Appends the changes behind {@code end} and returns the new end. */
  long append(List<Change> changes, long end) throws SQLException {
    if (changes.isEmpty()) {
      return end;
    }
    RunBuilder rows = new RunBuilder(COLUMNS);
    long ordinal = end;
    for (Change change : changes) {
      ordinal++;
      rows.beginRow();
      rows.number(0, ordinal);
      rows.text(1, op(change));
      rows.bytes(2, change.key().toByteArray());
      Item item = change.item();
      rows.bytes(3, Arrays.copyOfRange(item.bytes(), item.from(), item.to()));
      rows.text(4, change.origin().shard().streamArn());
      rows.text(5, change.origin().shard().shardId());
      rows.text(6, change.origin().sequence().toString());
      rows.number(7, ItemRows.micros(change.origin().committedAt()));
    }
    String values =
        IntStream.range(0, COLUMNS.size())
            .mapToObj(i -> Sql.carried(COLUMNS.get(i), "c" + i))
            .collect(Collectors.joining(", "));
    try (RowFeed feed = session.feed(rows.build())) {
      session.execute(
          "INSERT INTO tailrace.change_log SELECT ?, ?, " + values + " FROM " + feed.sql(),
          table.pipeline(),
          table.table());
    }
    return ordinal;
  }

  private static String op(Change change) {
    return switch (change) {
      case Change.Upsert c -> UPSERT;
      case Change.Delete c -> c.expired() ? EXPIRE : DELETE;
    };
  }

  /**
   * Hands out the last change of each key among the entries {@code after} (exclusive) to {@code
   * through} (inclusive), a page at a time.
   */
  void lastOfEachKey(long after, long through, KeySchema key, PageConsumer consumer)
      throws SQLException {
    String winners =
        "SELECT max(ordinal) AS id, arg_max(strlen(item), ordinal) + "
            + ENTRY_BYTES
            + " AS weight FROM tailrace.change_log WHERE pipeline = ? AND source_table = ?"
            + " AND ordinal > ? AND ordinal <= ? GROUP BY key";
    try (Pages pages =
        new Pages(session, winners, table.pipeline(), table.table(), after, through)) {
      for (Pages.Page page : pages.all()) {
        consumer.accept(read(page, key));
      }
    }
  }

  private List<Change> read(Pages.Page page, KeySchema key) throws SQLException {
    return session.query(
        r -> change(r, key),
        "SELECT op, item, stream_arn, shard_id, sequence, epoch_us(committed_at)"
            + " FROM tailrace.change_log AS l JOIN "
            + Pages.TABLE
            + " AS p ON l.ordinal = p.id"
            + " WHERE pipeline = ? AND source_table = ? AND p.page = ?"
            + " AND l.ordinal BETWEEN ? AND ?",
        table.pipeline(),
        table.table(),
        page.number(),
        page.first(),
        page.last());
  }

  private static Change change(ResultSet r, KeySchema schema) throws SQLException {
    Item item = Item.of(r.getString(2));
    ItemKey key = ItemKey.of(schema, item);
    Origin origin =
        new Origin(
            new ShardRef(r.getString(3), r.getString(4)),
            SequenceNumber.of(r.getString(5)),
            Instant.EPOCH.plus(r.getLong(6), ChronoUnit.MICROS));
    String op = r.getString(1);
    return op.equals(UPSERT)
        ? new Change.Upsert(key, item, origin)
        : new Change.Delete(key, item, origin, op.equals(EXPIRE));
  }
}
