package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Position;
import dev.tailrace.sink.TableState;
import dev.tailrace.testkit.MemorySink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableProtocolTest {
  private final MemorySink sink = new MemorySink(() -> Instant.EPOCH);
  private final World world = new World(sink);

  @Test
  void aWholeLifeEndsWithTheTableEqual() {
    world.list("a", "", false);
    world.put("a", "k1", "old");
    world.put("a", "k2", "kept");
    TableProtocol protocol = streaming();

    world.put("a", "k1", "new");
    world.put("a", "k3", "added");
    world.delete("a", "k2");
    untilQuiet(protocol);

    assertEqual();
  }

  @Test
  void deletesDuringABackfillAreNotResurrected() {
    world.list("a", "", false);
    world.put("a", "doomed", "x");
    TableProtocol protocol = world.protocol();
    world.run(protocol, () -> world.exports.size() == 1);

    world.delete("a", "doomed");
    untilQuiet(protocol);

    assertThat(world.exports.values().iterator().next()).containsKey("doomed");
    assertEqual();
  }

  @Test
  void aChildIsReadOnceItsParentsEndIsCommittedAndFromItsOldestRecord() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    world.seen.clear();

    // Listed before its parent, as AWS may.
    world.listing.clear();
    world.list("b", "a", false);
    world.put("a", "k", "2");
    world.put("b", "k", "3");
    world.list("a", "", true);
    // The child is listed while its parent's end can't be committed yet.
    for (int i = 0; i < 10; i++) {
      world.commitFailures.add(new Failure(Failure.Kind.RETRY, "the warehouse is away"));
    }
    untilQuiet(protocol);

    List<Command> order = new ArrayList<>(world.seen);
    int opened =
        index(order, c -> c instanceof Command.OpenIterator o && o.shard().shardId().equals("b"));
    // The last one is the one that happened.
    int finished = order.size() - 1 - index(order.reversed(), c -> finishes(c, "a"));
    assertThat(finished).isBetween(0, opened - 1);
    assertThat(((Command.OpenIterator) order.get(opened)).from())
        .isEqualTo(new Position.TrimHorizon());
    assertEqual();
  }

  @Test
  void anEmptyPageIsNotTheEndOfAShard() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    Instant quiet = world.now;
    world.run(protocol, () -> world.now.isAfter(quiet.plus(Duration.ofMinutes(1))));

    world.put("a", "k", "2");
    world.run(protocol, () -> sink.items(World.TARGET).toString().contains("\"2\""));

    assertEqual();
  }

  @Test
  void aFailedReadNeverEndsAShard() {
    for (Failure.Kind kind : List.of(Failure.Kind.RETRY, Failure.Kind.ITERATOR_EXPIRED)) {
      world.list("a", "", false);
      world.put("a", "k", "before " + kind);
      TableProtocol protocol = streaming();
      world.readFailures.put("a", new Failure(kind, "thrown by the test"));
      world.put("a", "k", "after " + kind);
      untilQuiet(protocol);

      assertThat(world.readFailures).isEmpty();
      assertEqual();
    }
  }

  @Test
  void aLostAnswerToACommitIsReadBackAndNothingIsAppliedTwice() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    world.commitFailures.add(new Failure(Failure.Kind.OUTCOME_UNKNOWN, "the answer was lost"));
    world.put("a", "k", "2");
    untilQuiet(protocol);

    assertThat(world.commitFailures).isEmpty();
    assertEqual();
  }

  @Test
  void commitsWhoseOutcomeStaysUnknownAreTriedEverMoreSeldom() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    for (int i = 0; i < 8; i++) {
      world.commitFailures.add(World.NEVER_HAPPENED);
    }
    world.put("a", "k", "2");
    Instant before = world.now;
    world.run(protocol, world.commitFailures::isEmpty);

    assertThat(Duration.between(before, world.now)).isGreaterThan(Duration.ofSeconds(10));
    untilQuiet(protocol);
    assertEqual();
  }

  @Test
  void whatBecameOfAnExportThatAnotherWorkerGaveUpCountsNoMore() {
    world.list("a", "", false);
    TableProtocol protocol = world.protocol();
    protocol.on(new Event.Woke(), world.now);
    Life first =
        Life.anchored(Stored.of(TableState.none()), World.TABLE, World.STREAM, world.now)
            .in(Phase.EXPORTING)
            .requested("first");
    List<Command> asked = protocol.on(stored(first, 3), world.now);
    Life second = first.exportFailed().requested("second");
    asked.addAll(protocol.on(stored(second, 5), world.now));
    List<Command> late =
        protocol.on(
            new Event.ExportDescribed("first", new ExportState.Failed("it took too long")),
            world.now);

    assertThat(asked)
        .contains(new Command.DescribeExport("first"), new Command.DescribeExport("second"));
    assertThat(late).noneMatch(c -> c instanceof Command.Apply || c instanceof Command.Warn);
  }

  private static Event stored(Life life, long version) {
    return new Event.StateRead(
        new TableState(Optional.of(life.toRow(version, 0)), List.of(), Map.of(), 0));
  }

  @Test
  void aCommitThatDidNotHappenIsTriedAgain() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    for (int i = 0; i < 30; i++) {
      world.commitFailures.add(new Failure(Failure.Kind.RETRY, "the warehouse is away"));
    }
    world.put("a", "k", "2");
    untilQuiet(protocol);

    assertEqual();
  }

  @Test
  void trimmedRecordsAreAGapThatIsReportedAndRepaired() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    world.readFailures.put("a", new Failure(Failure.Kind.POSITION_LOST, "records were trimmed"));
    // Nobody ever reads this change: it is trimmed before.
    world.source.put("lost", World.item("lost", "x"));
    untilQuiet(protocol);
    world.run(protocol, () -> world.exports.size() == 2 && protocol.status(world.now).quiet());

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("changes were lost")
        .contains("trimmed");
    assertEqual();
  }

  @Test
  void anUnfinishedShardThatIsNoLongerListedIsAGap() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    world.listing.clear();
    world.list("b", "", false);
    world.run(protocol, () -> world.exports.size() == 2 && protocol.status(world.now).quiet());

    assertThat(warnings()).singleElement().asString().contains("shard a is gone");
    assertEqual();
  }

  @Test
  void aCrashBetweenAskingForAnExportAndStoringItsArnStartsNoSecondOne() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    world.run(world.protocol(), () -> world.exports.size() == 1);

    untilQuiet(world.protocol());

    assertThat(world.exports).hasSize(1);
    assertEqual();
  }

  @Test
  void aRestartGoesOnWithoutANewExport() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    streaming();
    world.put("a", "k", "2");

    untilQuiet(world.protocol());

    assertThat(world.exports).hasSize(1);
    assertEqual();
  }

  @Test
  void idlePollingBacksOff() {
    world.list("a", "", false);
    TableProtocol protocol = streaming();
    world.seen.clear();
    Instant start = world.now;
    world.run(protocol, () -> world.now.isAfter(start.plus(Duration.ofMinutes(10))));

    long reads = world.seen.stream().filter(Command.ReadPage.class::isInstance).count();
    assertThat(reads).as("reads in ten idle minutes, at one a second at first").isLessThan(200);
  }

  @Test
  void stoppingCommitsWhatWasRead() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = streaming();
    world.put("a", "k", "2");
    long read = protocol.status(world.now).changesRead();
    world.run(protocol, () -> protocol.status(world.now).changesRead() > read);
    world.happens(protocol, new Event.StopRequested());
    world.run(protocol, () -> world.seen.contains(new Command.Stopped()));

    assertEqual();
  }

  private TableProtocol streaming() {
    TableProtocol protocol = world.protocol();
    untilQuiet(protocol);
    return protocol;
  }

  private void untilQuiet(TableProtocol protocol) {
    Instant since = world.now.plusSeconds(30);
    world.run(protocol, () -> protocol.status(world.now).quiet() && world.now.isAfter(since));
  }

  private void assertEqual() {
    assertThat(world.target()).isEqualTo(world.source);
  }

  private List<String> warnings() {
    return world.seen.stream()
        .filter(Command.Warn.class::isInstance)
        .map(c -> ((Command.Warn) c).message())
        .toList();
  }

  private static boolean finishes(Command command, String shard) {
    return command instanceof Command.Apply apply
        && apply.commit().checkpoints().stream()
            .anyMatch(
                m -> m.shard().shardId().equals(shard) && m.next() instanceof Position.Finished);
  }

  private static int index(List<Command> commands, java.util.function.Predicate<Command> wanted) {
    for (int i = 0; i < commands.size(); i++) {
      if (wanted.test(commands.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
