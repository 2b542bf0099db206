package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.lease.LeaseTable.Lease;
import dev.tailrace.lease.LeaseTable.Worker;
import dev.tailrace.sink.duckdb.DuckDbSink;
import dev.tailrace.stream.DynamoDbLeaseStore;
import dev.tailrace.stream.LeaseStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons, one sink and a lease table: how work is shared, and passes from one to another. */
final class TwoWorkersTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final String LEASES = "tailrace-leases";

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  /** Two workers that both have leases, and a writer of three tables. */
  private static final class Pair implements AutoCloseable {
    private final String pipeline;
    private final List<String> tables;
    private final LeaseStore leases;
    private final SharedSink sink;
    private final SteadyWriter writer;
    final LeasedWorker first;
    final LeasedWorker second;
    final String firstId;
    final String secondId;

    Pair(String pipeline) throws Exception {
      this.pipeline = pipeline;
      this.tables = Stream.of("a", "b", "c").map(t -> pipeline + "-" + t).toList();
      SourceTables sources = new SourceTables(stage.aws().dynamoDb());
      for (String table : tables) {
        sources.create(table, List.of("id"));
        sources.load(table, Stage.items(30));
      }
      leases = DynamoDbLeaseStore.open(stage.aws().dynamoDb(), LEASES, pipeline);
      sink = new SharedSink(DuckDbSink.open(stage.warehouse(pipeline)));
      writer = new SteadyWriter(stage.aws().dynamoDb(), tables, 7);
      String yaml = yaml(pipeline, tables, LEASES);
      first = LeasedWorker.start(stage, sink, yaml);
      until(() -> leases.look().workers().size() == 1, "the first beats");
      firstId = leases.look().workers().get(0).id();
      second = LeasedWorker.start(stage, sink, yaml);
      until(() -> leases.look().workers().size() == 2, "the second beats");
      secondId =
          leases.look().workers().stream()
              .map(Worker::id)
              .filter(id -> !id.equals(firstId))
              .findFirst()
              .orElseThrow();
      untilSharedByBoth();
    }

    void untilSharedByBoth() throws Exception {
      until(
          () -> first.daemon().isCaughtUp() && owners().equals(Set.of(firstId, secondId)),
          "both have leases and all tables stream");
    }

    Set<String> owners() {
      return leases.look().leases().stream()
          .flatMap(lease -> lease.owner().stream())
          .collect(Collectors.toCollection(HashSet::new));
    }

    Map<String, Long> epochs(String worker) {
      return leases.look().leases().stream()
          .filter(lease -> lease.owner().filter(worker::equals).isPresent())
          .collect(Collectors.toMap(Lease::unit, Lease::epoch));
    }

    Map<String, Long> epochs() {
      return leases.look().leases().stream().collect(Collectors.toMap(Lease::unit, Lease::epoch));
    }

    void untilMoreIsWritten() throws Exception {
      long enough = writer.writes() + 100;
      until(() -> writer.writes() > enough, "a hundred more writes");
    }

    /** Pauses the writer until the tables are equal. */
    void untilEqual() throws Exception {
      writer.pause();
      try (Connection warehouse =
          DriverManager.getConnection("jdbc:duckdb:" + stage.warehouse(pipeline))) {
        for (String table : tables) {
          until(() -> isEqual(warehouse, table), table + " is equal");
        }
      }
      assertThat(first.daemon().troubles()).isEmpty();
      assertThat(second.daemon().troubles()).isEmpty();
      writer.goOn();
    }

    @Override
    public void close() throws IOException {
      try (sink;
          first;
          second) {
        writer.close();
      }
    }
  }

  private static boolean isEqual(Connection warehouse, String table) throws SQLException {
    return new Comparison(stage.aws().dynamoDb(), warehouse)
        .compare(table, List.of("id"))
        .isEqual();
  }

  private static String yaml(String pipeline, List<String> tables, String leases) {
    String names = tables.stream().map("    - name: %s\n"::formatted).collect(Collectors.joining());
    return stage
            .yaml(pipeline, "TABLE", "dynamodb-json")
            .replaceFirst("(?s) *- name: TABLE\\n", names)
        + "leases: {table: %s, hand-over: 4s}\n".formatted(leases);
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void until(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void oneThatIsStoppedGivesAllBackAndTheOtherGoesOn() throws Exception {
    try (Pair pair = new Pair("stopped")) {
      pair.untilEqual();
      pair.untilMoreIsWritten();

      pair.first.stop();

      assertThat(pair.epochs(pair.firstId)).as("what it still has").isEmpty();
      assertThat(pair.leases.look().workers())
          .extracting(Worker::id)
          .containsExactly(pair.secondId);
      until(() -> pair.epochs(pair.secondId).size() == 6, "the other has each life and shard");
      pair.untilMoreIsWritten();
      pair.untilEqual();
    }
  }

  @Test
  void whatOneHadThatCrashedIsTakenOver() throws Exception {
    try (Pair pair = new Pair("crashed")) {
      pair.untilMoreIsWritten();
      Map<String, Long> had = pair.epochs(pair.firstId);
      assertThat(had).isNotEmpty();

      pair.first.crash();

      assertThat(pair.owners()).as("it gave nothing back").contains(pair.firstId);
      until(() -> pair.owners().equals(Set.of(pair.secondId)), "the other takes over");
      Map<String, Long> now = pair.epochs();
      had.forEach((unit, epoch) -> assertThat(now.get(unit)).as(unit).isGreaterThan(epoch));
      pair.untilMoreIsWritten();
      pair.untilEqual();
    }
  }

  @Test
  void oneThatStoodStillAndWakesNeitherLosesNorDoublesAnything() throws Exception {
    try (Pair pair = new Pair("woke")) {
      pair.untilMoreIsWritten();
      Map<String, Long> had = pair.epochs(pair.secondId);
      assertThat(had).isNotEmpty();

      pair.second.standStill();
      until(() -> pair.owners().equals(Set.of(pair.firstId)), "the other takes over");
      Map<String, Long> taken = pair.epochs();
      had.forEach((unit, epoch) -> assertThat(taken.get(unit)).as(unit).isGreaterThan(epoch));
      pair.untilMoreIsWritten();
      pair.untilEqual();

      pair.untilMoreIsWritten();
      pair.second.wake();
      pair.untilMoreIsWritten();
      pair.untilSharedByBoth();
      Map<String, Long> again = pair.epochs();
      taken.forEach(
          (unit, epoch) -> assertThat(again.get(unit)).as(unit).isGreaterThanOrEqualTo(epoch));
      pair.epochs(pair.secondId)
          .forEach((unit, epoch) -> assertThat(epoch).as(unit).isGreaterThan(taken.get(unit)));
      pair.untilEqual();
      // Whatever came late has been refused: what it wrote would be gone or there by now.
      pair.first.stop();
      pair.untilMoreIsWritten();
      pair.untilEqual();
    }
  }

  @Test
  void withoutLeasesNoTableIsMadeForThem() throws Exception {
    new SourceTables(stage.aws().dynamoDb()).create("alone", List.of("id"));
    List<String> before = stage.aws().dynamoDb().listTables().tableNames();
    try (SharedSink sink = new SharedSink(DuckDbSink.open(stage.warehouse("alone")));
        LeasedWorker worker =
            LeasedWorker.start(stage, sink, yaml("alone", List.of("alone"), "none"))) {
      until(() -> worker.daemon().isCaughtUp(), "it streams");
      assertThat(stage.aws().dynamoDb().listTables().tableNames()).isEqualTo(before);
      worker.stop();
    }
  }
}
