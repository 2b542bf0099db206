package dev.tailrace.sink.postgres;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyIn;

/** A source table's change log, within the session's transaction. */
final class ChangeLog {
  private static final String UPSERT = "upsert";
  private static final String DELETE = "delete";
  private static final String EXPIRE = "expire";

  /** Changes in memory at once, by {@link Change#sizeBytes()}. */
  private static final long PAGE_BYTES = 16L << 20;

  private static final int CHUNK_BYTES = 1 << 16;

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

  /**
   * Appends the changes. Their ordinals come from a row that stays locked until the commit, so that
   * no ordinal is used twice or left out, and what is committed is everything up to the last.
   */
  void append(List<Change> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    long ordinal = reserve(changes.size());
    CopyIn copy =
        session.copyIn(
            "COPY tailrace.change_log (pipeline, source_table, ordinal, op, key, item,"
                + " stream_arn, shard_id, sequence, committed_at) FROM STDIN");
    Utf8Buffer out = new Utf8Buffer(2 * CHUNK_BYTES);
    CopyText text = new CopyText(out);
    for (Change change : changes) {
      ordinal++;
      put(change, ordinal, text);
      if (out.length() >= CHUNK_BYTES) {
        copy.writeToCopy(out.array(), 0, out.length());
        out.clear();
      }
    }
    copy.writeToCopy(out.array(), 0, out.length());
    copy.endCopy();
  }

  /** Takes that many ordinals and returns the one before the first. */
  private long reserve(int count) throws SQLException {
    long end =
        session
            .queryOne(
                r -> r.getLong(1),
                "INSERT INTO tailrace.log_ends AS e VALUES (?, ?, ?)"
                    + " ON CONFLICT (pipeline, source_table)"
                    + " DO UPDATE SET log_end = e.log_end + excluded.log_end RETURNING log_end",
                table.pipeline(),
                table.table(),
                (long) count)
            .orElseThrow();
    return end - count;
  }

  private void put(Change change, long ordinal, CopyText text) {
    text.put(table.pipeline());
    text.put(table.table());
    text.put(ordinal);
    text.put(op(change));
    text.putBytes(change.key().toByteArray());
    Item item = change.item();
    text.putText(item.bytes(), item.from(), item.to());
    text.put(change.origin().shard().streamArn());
    text.put(change.origin().shard().shardId());
    text.put(change.origin().sequence().toString());
    text.putMicros(CopyText.micros(change.origin().committedAt()));
    text.endRow();
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
        "SELECT l.op, l.item, l.stream_arn, l.shard_id, l.sequence, l.committed_at"
            + " FROM tailrace.change_log AS l JOIN (SELECT max(ordinal) AS ordinal"
            + " FROM tailrace.change_log WHERE pipeline = ? AND source_table = ?"
            + " AND ordinal > ? AND ordinal <= ? GROUP BY key) AS w USING (ordinal)"
            + " WHERE l.pipeline = ? AND l.source_table = ?",
        table.pipeline(),
        table.table(),
        after,
        through,
        table.pipeline(),
        table.table());
    consumer.accept(page);
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
