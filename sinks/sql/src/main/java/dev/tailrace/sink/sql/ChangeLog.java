package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;

/** A source table's change log, within the session's transaction. */
public final class ChangeLog {
  private static final ColumnType TEXT = new ColumnType.Text();
  private static final List<ColumnType> COLUMNS =
      List.of(
          TEXT,
          TEXT,
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
  private final Engine engine;
  private final TableId table;

  /** The log of {@code table}. */
  public ChangeLog(Session session, Engine engine, TableId table) {
    this.session = session;
    this.engine = engine;
    this.table = table;
  }

  /**
   * Appends the changes. Their ordinals come from a row that stays locked until the commit, so that
   * no ordinal is used twice or left out, and what is committed is everything up to the last.
   */
  public void append(List<Change> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    session.execute(
        "UPDATE tailrace.log_ends SET log_end = log_end + ?" + State.OF_TABLE,
        (long) changes.size(),
        table.pipeline(),
        table.table());
    long end = new State(session, engine.dialect(), table).logEnd();
    long ordinal = end - changes.size();
    RunBuilder rows = new RunBuilder(COLUMNS);
    for (Change change : changes) {
      ordinal++;
      Item item = change.item();
      rows.beginRow();
      rows.text(0, table.pipeline());
      rows.text(1, table.table());
      rows.number(2, ordinal);
      rows.text(3, op(change));
      rows.bytes(4, change.key().toByteArray());
      rows.bytes(5, Arrays.copyOfRange(item.bytes(), item.from(), item.to()));
      rows.text(6, change.origin().shard().streamArn());
      rows.text(7, change.origin().shard().shardId());
      rows.text(8, change.origin().sequence().toString());
      rows.number(9, MetadataWriter.micros(change.origin().committedAt()));
    }
    engine.append(session, "tailrace.change_log", rows.build());
  }

  private static String op(Change change) {
    return switch (change) {
      case Change.Upsert c -> UPSERT;
      case Change.Delete c -> c.expired() ? EXPIRE : DELETE;
    };
  }

  /**
   * Hands out, a page at a time and in order, those of the entries {@code after} (exclusive) to
   * {@code through} (inclusive) that mean something to {@code target}: the last of each key behind
   * the deletes that it ignores, or with a history all.
   */
  public void forEachPage(
      long after, long through, TargetTable target, Engine.PageConsumer<Change> consumer)
      throws SQLException {
    String entries =
        "tailrace.change_log"
            + State.OF_TABLE
            + " AND ordinal > ? AND ordinal <= ?"
            + notIgnored(target.options());
    String from =
        target.options().history()
            ? entries
            : "tailrace.change_log"
                + State.OF_TABLE
                + " AND ordinal IN (SELECT max(ordinal) FROM "
                + entries
                + " GROUP BY key)";
    List<Object> range = List.of(table.pipeline(), table.table(), after, through);
    List<Object> parameters =
        target.options().history()
            ? range
            : List.of(
                table.pipeline(), table.table(), table.pipeline(), table.table(), after, through);
    Engine.Scan scan =
        new Engine.Scan(
            "op, item, stream_arn, shard_id, sequence, committed_at",
            from,
            "ordinal",
            "length(item) + " + ENTRY_BYTES,
            parameters);
    engine.forEachPage(session, scan, r -> change(r, target.key()), consumer);
  }

  private static String notIgnored(TableOptions options) {
    return (options.deletes() == Deletes.IGNORE ? " AND op <> '" + DELETE + "'" : "")
        + (options.expiries() == Deletes.IGNORE ? " AND op <> '" + EXPIRE + "'" : "");
  }

  private static Change change(ResultSet r, KeySchema schema) throws SQLException {
    Item item = Item.of(r.getString(2));
    ItemKey key = ItemKey.of(schema, item);
    Origin origin =
        new Origin(
            new ShardRef(r.getString(3), r.getString(4)),
            SequenceNumber.of(r.getString(5)),
            r.getObject(6, OffsetDateTime.class).toInstant());
    String op = r.getString(1);
    return op.equals(UPSERT)
        ? new Change.Upsert(key, item, origin)
        : new Change.Delete(key, item, origin, op.equals(EXPIRE));
  }
}
