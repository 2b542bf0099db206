package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.testkit.MemorySink;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a worker says of how far it is: {@link TableStatus}. */
class CaughtUpTest {
  private static final Duration WHILE = Duration.ofMinutes(5);

  private final MemorySink sink = new MemorySink(() -> Instant.EPOCH);
  private final World world = new World(sink);

  private TableProtocol streaming() {
    world.list("a", "", false);
    world.put("a", "k", "1");
    TableProtocol protocol = world.protocol();
    world.run(protocol, () -> caughtUp(protocol));
    return protocol;
  }

  private boolean caughtUp(TableProtocol protocol) {
    return protocol.status(world.now).caughtUp();
  }

  private void neverCaughtUp(TableProtocol protocol) {
    Instant end = world.now.plus(WHILE);
    world.run(
        protocol,
        () -> {
          assertThat(caughtUp(protocol)).isFalse();
          return world.now.isAfter(end);
        });
  }

  @Test
  void itHasCaughtUpOnceWhatWasThereIsInTheSink() {
    streaming();
    world.put("a", "k2", "2");
    TableProtocol again = world.protocol();
    for (int i = 0; i < 40; i++) {
      world.commitFailures.add(new Failure(Failure.Kind.RETRY, "the warehouse is away"));
    }
    world.run(
        again,
        () -> {
          boolean says = caughtUp(again);
          assertThat(says && !world.target().containsKey("k2")).isFalse();
          return says;
        });
    assertThat(world.commitFailures).isEmpty();
  }

  @Test
  void aRunThatEndsOnceItHasCaughtUpDoesNotWaitForTheNextBatch() {
    streaming();
    world.put("a", "k2", "2");
    world.flushInterval = Duration.ofHours(1);
    TableProtocol again = world.protocol();
    world.happens(again, new Event.CaughtUpWanted());
    Instant asked = world.now;
    world.run(again, () -> caughtUp(again));

    assertThat(world.now).isBefore(asked.plus(WHILE));
    assertThat(world.target()).containsKey("k2");
  }

  @Test
  void aStreamThatIsOffIsNotCaughtUpWhileAnotherIsOn() {
    streaming();
    world.list("a", "", true);
    world.streamThatIsOn = "arn:stream/2";
    TableProtocol again = world.protocol();
    world.run(
        again,
        () -> {
          assertThat(caughtUp(again)).isFalse();
          return world.seen.stream().anyMatch(Command.Warn.class::isInstance);
        });
  }

  @Test
  void aShardThatNobodyHasALeaseOfIsNotCaughtUp() {
    streaming();
    world.put("a", "k2", "2");
    TableProtocol without = world.protocol(Ownership.Leased.NOTHING);
    neverCaughtUp(without);
    world.happens(without, new Event.CaughtUpWanted());
    neverCaughtUp(without);
    assertThat(world.target()).doesNotContainKey("k2");
  }

  @Test
  void whatAnotherWorkerCommittedCounts() {
    streaming();
    world.put("a", "k2", "2");
    TableProtocol without = world.protocol(Ownership.Leased.NOTHING);
    world.happens(without, new Event.CaughtUpWanted());
    neverCaughtUp(without);

    TableProtocol other = world.protocol();
    world.run(other, () -> caughtUp(other));
    world.run(without, () -> caughtUp(without));

    assertThat(world.target()).isEqualTo(world.source);
  }

  @Test
  void aChangeAfterAnIdleHourIsSecondsLate() {
    TableProtocol protocol = streaming();
    Instant idleUntil = world.now.plus(Duration.ofHours(1));
    world.run(protocol, () -> world.now.isAfter(idleUntil));
    long read = protocol.status(world.now).changesRead();
    world.put("a", "k2", "2");
    world.run(protocol, () -> protocol.status(world.now).changesRead() > read);

    assertThat(lag(protocol)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void whatCanNotBeCommittedIsEverLater() {
    TableProtocol protocol = streaming();
    for (int i = 0; i < 40; i++) {
      world.commitFailures.add(new Failure(Failure.Kind.RETRY, "the warehouse is away"));
    }
    world.put("a", "k2", "2");
    Instant written = world.now;
    world.run(protocol, () -> world.commitFailures.size() == 20);

    Duration late = Duration.between(written, world.now);
    assertThat(late).isGreaterThan(Duration.ofMinutes(1));
    assertThat(lag(protocol)).isBetween(late, late.plusSeconds(5));
  }

  @Test
  void aShardThatCanNotBeReadIsEverLater() {
    TableProtocol protocol = streaming();
    Instant end = world.now.plus(WHILE);
    world.run(
        protocol,
        () -> {
          world.readFailures.put("a", new Failure(Failure.Kind.RETRY, "the source is away"));
          return world.now.isAfter(end);
        });

    assertThat(lag(protocol)).isBetween(WHILE.minusSeconds(10), WHILE.plusSeconds(10));
  }

  private Duration lag(TableProtocol protocol) {
    return Duration.between(protocol.status(world.now).committedUntil().orElseThrow(), world.now);
  }
}
