package dev.tailrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.core.Ownership;
import dev.tailrace.core.Wants;
import dev.tailrace.lease.LeaseCommand;
import dev.tailrace.lease.LeaseEvent;
import dev.tailrace.lease.LeaseProtocol;
import dev.tailrace.lease.LeaseSettings;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LeasesTest {
  private static final Duration HAND_OVER = Duration.ofSeconds(20);
  private static final String TABLE = "orders";

  private final ModelLeases table = new ModelLeases();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /** A worker whose calls are answered at once. */
  private final class Member {
    private final String id;
    private final Duration clock;
    private final LeaseProtocol protocol;
    private final Queue<LeaseEvent> events = new ArrayDeque<>();
    private Ownership.Leased owned = Ownership.Leased.NOTHING;
    private boolean left;

    Member(String id, Duration clock) {
      this.id = id;
      this.clock = clock;
      this.protocol = new LeaseProtocol(new LeaseSettings(id, HAND_OVER, 2));
    }

    void run() {
      events.add(new LeaseEvent.Woke());
      while (!events.isEmpty()) {
        for (LeaseCommand command : protocol.on(events.remove(), now.plus(clock))) {
          switch (command) {
            case LeaseCommand.Grant grant -> owned = grant.ownership();
            case LeaseCommand.Left l -> left = true;
            case LeaseCommand.Warn warn -> {}
            default -> events.add(table.perform(id, command));
          }
        }
      }
    }
  }

  private Member join(String id, Duration clock, int shards) {
    Member member = new Member(id, clock);
    member.events.add(new LeaseEvent.Wanted(TABLE, wants(shards)));
    members.put(id, member);
    return member;
  }

  private Member member(String id) {
    return Objects.requireNonNull(members.get(id));
  }

  private static Wants wants(int shards) {
    Map<ShardRef, Long> epochs = new LinkedHashMap<>();
    for (int i = 0; i < shards; i++) {
      epochs.put(new ShardRef("arn", "s" + i), 0L);
    }
    return new Wants(0, false, epochs, List.of());
  }

  private void pass(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      now = now.plusMillis(500);
      members.values().forEach(Member::run);
    }
  }

  private Set<ShardRef> ofAll() {
    Set<ShardRef> all = new LinkedHashSet<>();
    members.values().forEach(m -> all.addAll(m.owned.shards().keySet()));
    return all;
  }

  @Test
  void workersShareEvenlyWhateverTheirClocksSay() {
    join("a", Duration.ZERO, 60);
    pass(Duration.ofSeconds(10));
    assertThat(member("a").owned.shards()).hasSize(60);
    join("b", Duration.ofDays(-400), 60);
    join("c", Duration.ofDays(3), 60);
    pass(Duration.ofMinutes(10));
    assertThat(ofAll()).hasSize(60);
    assertThat(members.values())
        .allSatisfy(m -> assertThat(m.owned.shards()).hasSizeBetween(19, 21));
    assertThat(members.values().stream().filter(m -> m.owned.life().isPresent())).hasSize(1);
  }

  @Test
  void whatACrashedWorkerHadIsTakenOverWithinTheHandOver() {
    join("a", Duration.ZERO, 10);
    join("b", Duration.ofDays(9), 10);
    pass(Duration.ofMinutes(3));
    long before = member("b").owned.shards().values().stream().mapToLong(e -> e).max().orElse(0);
    Member dead = member("b");
    members.remove("b");
    assertThat(dead.owned.shards()).isNotEmpty();
    pass(HAND_OVER);
    assertThat(member("a").owned.shards()).hasSize(10);
    dead.owned
        .shards()
        .forEach(
            (shard, epoch) ->
                assertThat(member("a").owned.shards().getOrDefault(shard, 0L))
                    .isGreaterThan(epoch));
    assertThat(before).isPositive();
  }

  @Test
  void aWorkerThatEndsGivesEverythingBackAtOnce() {
    join("a", Duration.ZERO, 10);
    join("b", Duration.ZERO, 10);
    pass(Duration.ofMinutes(3));
    member("b").events.add(new LeaseEvent.TableEnded(TABLE));
    member("b").events.add(new LeaseEvent.StopRequested());
    pass(Duration.ofSeconds(6));
    assertThat(member("b").left).isTrue();
    assertThat(member("a").owned.shards()).hasSize(10);
  }

  @Test
  void aWorkerThatWakesFindsItsLeasesTakenAndABeatDoesNotBringThemBack() {
    join("a", Duration.ZERO, 10);
    join("b", Duration.ZERO, 10);
    pass(Duration.ofMinutes(3));
    Member asleep = member("b");
    members.remove("b");
    pass(Duration.ofMinutes(1));
    members.put("b", asleep);
    asleep.run();
    // What it has now, it has taken anew.
    asleep
        .owned
        .shards()
        .forEach(
            (shard, epoch) ->
                assertThat(epoch)
                    .isGreaterThan(member("a").owned.shards().getOrDefault(shard, 0L)));
    pass(Duration.ofMinutes(5));
    assertThat(ofAll()).hasSize(10);
    assertThat(asleep.owned.shards()).hasSizeBetween(4, 6);
  }

  @Test
  void epochsGrowBeyondWhatTheSinkRemembersWhenTheTableWasLost() {
    Member a = join("a", Duration.ZERO, 0);
    ShardRef shard = new ShardRef("arn", "s");
    a.events.add(new LeaseEvent.Wanted(TABLE, new Wants(41, false, Map.of(shard, 17L), List.of())));
    pass(Duration.ofSeconds(10));
    assertThat(a.owned.life()).contains(42L);
    assertThat(a.owned.shards()).containsEntry(shard, 18L);
    table.lose();
    a.events.add(new LeaseEvent.Wanted(TABLE, new Wants(42, false, Map.of(shard, 18L), List.of())));
    pass(Duration.ofMinutes(1));
    assertThat(a.owned.shards()).containsEntry(shard, 19L);
  }
}
