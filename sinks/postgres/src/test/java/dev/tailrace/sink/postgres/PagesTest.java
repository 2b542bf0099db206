package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Changes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read from the server in pages, while the same transaction writes, is read whole. */
final class PagesTest {
  private static final TargetTable TARGET =
      new TargetTable("main", "pages", Pipeline.key("pk", AttributeType.S));
  private static final int ROWS = 350;

  private PostgresWarehouse warehouse;
  private Pipeline pipeline;

  @BeforeEach
  void open() {
    warehouse = new PostgresWarehouse(InstantSource.system());
    pipeline = new Pipeline(warehouse.sink(), TARGET);
    pipeline.startBackfill();
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  /** Some seventy kilobytes, of which three hundred fill more than a page. */
  private static String item(int number) {
    return "{\"pk\":{\"S\":\"k%d\"},\"t\":{\"S\":\"%s\"},\"n\":{\"N\":\"%d\"},\"%s\":{\"S\":\"x\"}}"
        .formatted(number, "text ".repeat(14_000), number, "sometimes" + number % 3);
  }

  private void assertWhole() {
    assertThat(
            warehouse.query(
                "SELECT count(*) AS c, count(DISTINCT pk) AS k, sum(n) AS n, min(length(t)) AS t,"
                    + " count(sometimes0) + count(sometimes1) + count(sometimes2) AS x,"
                    + " count(_tailrace_overflow) AS o FROM main.pages"))
        .containsExactly(
            Map.of("c", "350", "k", "350", "n", "61075", "t", "70000", "x", "350", "o", "0"));
  }

  @Test
  void valuesThatGetAColumnAtTheSwap() {
    pipeline.load("f", IntStream.range(0, ROWS).mapToObj(PagesTest::item).toArray(String[]::new));
    pipeline.swap();
    assertWhole();
  }

  @Test
  void entriesOfTheChangeLog() {
    Changes changes = new Changes(TARGET.key(), new ShardRef("arn", "shard"));
    for (int twice = 0; twice < 2; twice++) {
      List<Change> all =
          IntStream.range(0, ROWS).mapToObj(PagesTest::item).map(changes::upsert).toList();
      Commit commit =
          new Commit(
              Pipeline.TABLE,
              pipeline.version(),
              Optional.empty(),
              List.of(),
              List.of(new Work.AppendLog(all)));
      assertThat(warehouse.sink().commit(commit))
          .isEqualTo(new CommitOutcome.Applied((twice + 1L) * ROWS));
    }
    pipeline.enter(new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
    assertWhole();
  }
}
