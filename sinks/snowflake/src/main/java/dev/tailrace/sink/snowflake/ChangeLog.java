package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A source table's change log. */
final class ChangeLog {
  private static final String UPSERT = "upsert";
  private static final String DELETE = "delete";
  private static final String EXPIRE = "expire";

  private static final List<String> TEXTS =
      List.of("op", "key", "item", "stream_arn", "shard_id", "sequence", "committed_at");

  /** Changes in memory at once, by {@link Change#sizeBytes()}. */
  private static final long PAGE_BYTES = 16L << 20;

  private final Session session;
  private final String table;

  ChangeLog(Session session, TableId table) {
    this.session = session;
    this.table = StateSchema.logTable(table);
  }

  /** Takes the changes of one page. */
  @FunctionalInterface
  interface PageConsumer {
    void accept(List<Change> changes) throws SQLException;
  }

  /** Writes changes as rows to be staged. */
  static RowFile encode(List<Change> changes) {
    RowFile file = new RowFile();
    int index = 0;
    for (Change change : changes) {
      Item item = change.item();
      file.begin()
          .text("n", Integer.toString(++index))
          .text("op", op(change))
          .text("key", HexFormat.of().formatHex(change.key().toByteArray()))
          .text("item", item.bytes(), item.from(), item.to())
          .text("stream_arn", change.origin().shard().streamArn())
          .text("shard_id", change.origin().shard().shardId())
          .text("sequence", change.origin().sequence().toString())
          .text("committed_at", change.origin().committedAt().toString())
          .end();
    }
    return file.finish();
  }

  private static String op(Change change) {
    return switch (change) {
      case Change.Upsert c -> UPSERT;
      case Change.Delete c -> c.expired() ? EXPIRE : DELETE;
    };
  }

  /** Appends staged changes behind the ordinal {@code end}. */
  void append(StagingTable staging, long end) throws SQLException {
    List<String> names = new ArrayList<>(List.of(Sql.name("ordinal")));
    List<String> values = new ArrayList<>();
    values.add("%s::VARCHAR::NUMBER(19,0) + %d".formatted(StagingTable.field("n"), end));
    for (String name : TEXTS) {
      names.add(Sql.name(name));
      values.add(StagingTable.field(name) + "::VARCHAR");
    }
    session.execute(
        "INSERT INTO %s (%s) SELECT %s FROM %s"
            .formatted(table, String.join(", ", names), String.join(", ", values), staging.sql()));
  }

  /**
   * Hands out, in order and a page at a time, the entries {@code after} (exclusive) to {@code
   * through} (inclusive): the last of each key where no more is needed, else all.
   */
  void pages(long after, long through, KeySchema key, TableOptions options, PageConsumer consumer)
      throws SQLException {
    List<Change> page = new ArrayList<>();
    long[] bytes = {0};
    session.forEach(
        r -> {
          Change change = change(r, key);
          page.add(change);
          bytes[0] += change.sizeBytes();
          if (bytes[0] >= PAGE_BYTES) {
            consumer.accept(List.copyOf(page));
            page.clear();
            bytes[0] = 0;
          }
        },
        selectSql(after, through, options));
    consumer.accept(page);
  }

  private String selectSql(long after, long through, TableOptions options) {
    boolean all = options.history() || options.hasIgnoredDeletes();
    return ("SELECT \"op\", \"item\", \"stream_arn\", \"shard_id\", \"sequence\", \"committed_at\""
            + " FROM %s WHERE \"ordinal\" > %d AND \"ordinal\" <= %d%s ORDER BY \"ordinal\"")
        .formatted(
            table,
            after,
            through,
            all
                ? ""
                : " QUALIFY ROW_NUMBER() OVER (PARTITION BY \"key\" ORDER BY \"ordinal\" DESC) = 1");
  }

  private static Change change(ResultSet r, KeySchema schema) throws SQLException {
    Item item = Item.of(r.getString(2));
    ItemKey key = ItemKey.of(schema, item);
    Origin origin =
        new Origin(
            new ShardRef(r.getString(3), r.getString(4)),
            SequenceNumber.of(r.getString(5)),
            Instant.parse(r.getString(6)));
    String op = r.getString(1);
    return op.equals(UPSERT)
        ? new Change.Upsert(key, item, origin)
        : new Change.Delete(key, item, origin, op.equals(EXPIRE));
  }
}
