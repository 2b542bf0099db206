package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Commit;
import dev.tailrace.testkit.MemorySink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stands in a table's way: it is told, tried again, and gone on from by itself. */
class NothingIsFinalTest {
  private static final Failure EXPIRED =
      new Failure(Failure.Kind.REFUSED, "reading shard a: the security token is expired");

  private final World world = new World(new MemorySink(() -> Instant.EPOCH));

  @Test
  void aRefusalThatPassesIsToldWhenItBeginsAndWhenItEnds() {
    TableProtocol protocol = streaming();
    world.readFailures.put("a", EXPIRED);
    world.put("a", "k", "after");
    untilQuiet(protocol);

    assertThat(world.target()).isEqualTo(world.source);
    assertThat(said()).hasSize(2);
    assertThat(said().get(0)).contains("the security token is expired");
    assertThat(said().get(1)).contains("goes on");
    assertThat(protocol.status(world.now).trouble()).isEmpty();
  }

  @Test
  void aListingThatIsRefusedIsTriedAgainEverMoreSeldomAndAtLeastOnceAMinute() {
    TableProtocol protocol = streaming();
    world.listingFailure = Optional.of(new Failure(Failure.Kind.REFUSED, "denied"));
    Instant since = world.now;
    world.seen.clear();
    world.run(protocol, () -> world.now.isAfter(since.plus(Duration.ofMinutes(30))));
    long listings = world.seen.stream().filter(Command.ListShards.class::isInstance).count();

    assertThat(listings).isBetween(30L, 80L);
    assertThat(protocol.status(world.now).trouble())
        .hasValueSatisfying(t -> assertThat(t).contains("denied"));
    // Once when it began, and a reminder now and then.
    assertThat(said()).hasSizeBetween(2, 4);
    world.listingFailure = Optional.empty();
    world.run(protocol, () -> protocol.status(world.now).trouble().isEmpty());
  }

  @Test
  void aCommitThatIsRefusedForAWhileLosesNothing() {
    TableProtocol protocol = streaming();
    for (int i = 0; i < 20; i++) {
      world.commitFailures.add(new Failure(Failure.Kind.REFUSED, "permission denied for orders"));
    }
    world.put("a", "k", "after");
    untilQuiet(protocol);

    assertThat(world.target()).isEqualTo(world.source);
    assertThat(said()).anyMatch(s -> s.contains("permission denied for orders"));
  }

  @Test
  void whatPassesAtOnceIsNobodysConcern() {
    TableProtocol protocol = streaming();
    world.commitFailures.add(new Failure(Failure.Kind.RETRY, "a moment"));
    world.put("a", "k", "after");
    untilQuiet(protocol);

    assertThat(said()).isEmpty();
  }

  @Test
  void aDeletedTablesStreamIsReadToItsEndAndThenAPersonIsAsked() {
    TableProtocol protocol = streaming();
    world.put("a", "k", "the last");
    world.seenSource = new SourceSeen(Optional.empty(), false);
    world.list("a", "", true);
    world.run(protocol, () -> needsAttention(protocol));

    assertThat(world.target()).isEqualTo(world.source);
    assertThat(protocol.status(world.now).trouble())
        .hasValueSatisfying(t -> assertThat(t).contains("it was deleted", "tailrace resync"));
    assertThat(repairs()).isEmpty();
  }

  @Test
  void aDeletedTableWhoseStreamIsGoneAsWellIsNoGap() {
    TableProtocol protocol = streaming();
    world.seenSource = new SourceSeen(Optional.empty(), true);
    world.run(protocol, () -> needsAttention(protocol));

    assertThat(repairs()).isEmpty();
    assertThat(said()).anyMatch(s -> s.contains("it was deleted"));
  }

  @Test
  void aShardThatIsNotFoundIsLookedForBeforeItCountsAsLost() {
    TableProtocol protocol = streaming();
    world.readFailures.put("a", new Failure(Failure.Kind.NOT_FOUND, "there is no such shard"));
    world.put("a", "k", "after");
    untilQuiet(protocol);

    assertThat(world.target()).isEqualTo(world.source);
    assertThat(world.seen).noneMatch(Command.Warn.class::isInstance);
  }

  @Test
  void anotherTableUnderTheSameNameIsRefusedAndNothingOfItIsStored() {
    streaming();
    TableIdentity other = new TableIdentity("arn:other", "2");
    world.seenSource = new SourceSeen(Optional.of(other), false);
    TableProtocol second = world.protocol(other);
    world.seen.clear();
    world.run(second, () -> needsAttention(second));
    Instant since = world.now;
    world.run(second, () -> world.now.isAfter(since.plus(Duration.ofMinutes(10))));

    assertThat(world.seen)
        .noneMatch(c -> c instanceof Command.Apply || c instanceof Command.ReadPage);
    assertThat(said()).hasSize(1);
    assertThat(said().get(0)).contains("arn:other", "arn:table", "tailrace resync");
  }

  @Test
  void aTableMadeAgainIsPlannedAgainOnceAPersonAsksForIt() {
    TableProtocol protocol = streaming();
    world.seenSource = new SourceSeen(Optional.of(new TableIdentity("arn:table", "2")), true);
    world.run(protocol, () -> needsAttention(protocol));
    assertThat(said()).anyMatch(s -> s.contains("made again as another table"));

    Commit resync = Resync.of(World.ID, world.sink.read(World.ID)).orElseThrow();
    world.sink.commit(resync);
    world.run(protocol, () -> world.seen.stream().anyMatch(Command.PlanAgain.class::isInstance));
  }

  @Test
  void anIdleTableTakesUpAResyncWithinSeconds() {
    TableProtocol protocol = streaming();
    int exports = world.exports.size();
    world.sink.commit(Resync.of(World.ID, world.sink.read(World.ID)).orElseThrow());
    Instant asked = world.now;
    world.run(protocol, () -> protocol.status(world.now).phase() != Phase.STREAMING);

    assertThat(world.now).isBefore(asked.plusSeconds(10));
    untilQuiet(protocol);
    assertThat(world.exports).hasSize(exports + 1);
    assertThat(world.target()).isEqualTo(world.source);
  }

  @Test
  void aSinkThatWentBackIsReadAgainThoughTheTableIsIdle() {
    TableProtocol protocol = streaming();
    World twin = new World(new MemorySink(() -> Instant.EPOCH));
    twin.list("a", "", false);
    twin.put("a", "k", "before");
    TableProtocol other = twin.protocol();
    Instant since = twin.now.plusSeconds(30);
    twin.run(other, () -> other.status(twin.now).quiet() && twin.now.isAfter(since));
    world.put("a", "k2", "committed, then lost");
    untilQuiet(protocol);
    assertThat(world.target()).containsKey("k2");

    world.sink = twin.sink;
    assertThat(world.target()).doesNotContainKey("k2");
    world.run(protocol, () -> protocol.status(world.now).trouble().isPresent());
    assertThat(protocol.status(world.now).trouble())
        .hasValueSatisfying(t -> assertThat(t).contains("went back"));
    untilQuiet(protocol);

    assertThat(world.target()).isEqualTo(world.source);
    assertThat(protocol.status(world.now).trouble()).isEmpty();
  }

  @Test
  void aSinkThatLostEverythingIsFilledAgain() {
    TableProtocol protocol = streaming();
    world.sink = new MemorySink(() -> Instant.EPOCH);
    world.run(protocol, () -> protocol.status(world.now).trouble().isPresent());
    untilQuiet(protocol);

    assertThat(world.target()).isEqualTo(world.source);
  }

  private TableProtocol streaming() {
    world.list("a", "", false);
    world.put("a", "k", "before");
    TableProtocol protocol = world.protocol();
    untilQuiet(protocol);
    return protocol;
  }

  private void untilQuiet(TableProtocol protocol) {
    Instant since = world.now.plusSeconds(90);
    world.run(protocol, () -> protocol.status(world.now).quiet() && world.now.isAfter(since));
  }

  private boolean needsAttention(TableProtocol protocol) {
    return protocol.status(world.now).phase() == Phase.NEEDS_ATTENTION;
  }

  private List<Command> repairs() {
    return world.seen.stream()
        .filter(c -> c instanceof Command.RequestExport e && e.window().isPresent())
        .toList();
  }

  private List<String> said() {
    List<String> said = new ArrayList<>();
    for (Command command : world.seen) {
      if (command instanceof Command.Trouble trouble) {
        said.add(trouble.message());
      } else if (command instanceof Command.Recovered recovered) {
        said.add(recovered.message());
      }
    }
    return said;
  }
}
