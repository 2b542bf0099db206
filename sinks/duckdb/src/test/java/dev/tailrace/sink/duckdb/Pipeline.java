package dev.tailrace.sink.duckdb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Changes;
import java.util.List;
import java.util.Optional;

/** A table that is streamed into a DuckDB file, as far as tests of the file need it. */
final class Pipeline {
  static final TableId TABLE = new TableId("shop", "orders");
  static final KeySchema KEY = new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S)));
  static final TargetTable TARGET = new TargetTable("main", "orders", KEY);

  private final Changes changes = new Changes(KEY, new ShardRef("arn", "s"));

  /** Stores the next version of the life row, and does some work with it. */
  static CommitOutcome enter(DuckDbSink sink, long version, String phase, Work... work) {
    return sink.commit(
        new Commit(
            TABLE,
            version - 1,
            Optional.of(new LifeRow(version, 1, phase, "{}")),
            List.of(),
            List.of(work)));
  }

  /** Makes an empty live table; the life is at version 2 then. */
  static void goLive(DuckDbSink sink) {
    enter(sink, 1, "LOADING", new Work.CreateShadow(TARGET, TableShape.ofKey(KEY)));
    enter(sink, 2, "STREAMING", new Work.Swap(TARGET));
  }

  /** Merges an item, given as DynamoDB JSON. */
  CommitOutcome merge(DuckDbSink sink, String json) {
    return sink.commit(
        new Commit(
            TABLE,
            2,
            Optional.empty(),
            List.of(),
            List.of(new Work.Merge(TARGET, List.of(changes.upsert(json))))));
  }

  static long version(DuckDbSink sink) {
    return sink.read(TABLE).life().map(LifeRow::version).orElse(0L);
  }
}
