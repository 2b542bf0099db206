package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** The change log in items of the state table. */
final class ChangeLogTest {
  /** Does not get smaller when it is compressed. */
  private static String noise(Random random, String pk) {
    byte[] bytes = new byte[200_000];
    random.nextBytes(bytes);
    return "{\"pk\":{\"S\":\"%s\"},\"b\":{\"B\":\"%s\"}}"
        .formatted(pk, Base64.getEncoder().encodeToString(bytes));
  }

  private static long logItems(Fixture fixture) {
    return LocalDynamoDb.scan(fixture.settings.stateTable()).stream()
        .filter(i -> Values.text(i, Values.SCOPE).contains("#log"))
        .count();
  }

  @Test
  void changesThatNoItemHoldsAreKeptInPartsAndSweptAfterTheSwap() {
    Random random = new Random(5);
    try (Fixture fixture = Fixture.open()) {
      fixture.startBackfill();
      List<Change> changes = new ArrayList<>();
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String json = noise(random, "k" + i);
        wanted.add(json);
        changes.add(fixture.changes.upsert(json));
      }
      fixture.commit(List.of(), new Work.AppendLog(changes));
      assertThat(logItems(fixture)).isGreaterThan(4);
      fixture.enter(
          "STREAMING", new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
      assertThat(fixture.items().values())
          .containsExactlyInAnyOrderElementsOf(wanted.stream().map(Fixture::values).toList());
      long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
      while (logItems(fixture) > 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      assertThat(logItems(fixture)).isZero();
    }
  }

  @Test
  void entriesOfACommitThatEndedInTheDarkCountOnce() {
    AtomicBoolean dark = new AtomicBoolean();
    try (Fixture fixture =
        Fixture.openInNoTime(
            Meddling.before(
                TransactWriteItemsRequest.class,
                request -> {
                  if (dark.getAndSet(false)) {
                    throw SdkClientException.create("no answer");
                  }
                }))) {
      fixture.startBackfill();
      Work append = new Work.AppendLog(List.of(fixture.changes.upsert(noise(new Random(1), "a"))));
      dark.set(true);
      assertThatThrownBy(() -> fixture.commit(List.of(), append))
          .isInstanceOf(SinkException.OutcomeUnknown.class);
      assertThat(fixture.sink.read(Fixture.TABLE).logEnd()).isZero();
      assertThat(fixture.commit(List.of(), append)).isEqualTo(new CommitOutcome.Applied(1));
      fixture.enter(
          "STREAMING", new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
      assertThat(fixture.items()).containsOnlyKeys("a");
    }
  }

  @Test
  void whatAnotherWorkerAppendsJustBeforeTheSwapIsApplied() {
    AtomicBoolean armed = new AtomicBoolean();
    List<Fixture> others = new ArrayList<>();
    try (Fixture leader =
        Fixture.open(
            Meddling.before(
                TransactWriteItemsRequest.class,
                request -> {
                  if (armed.getAndSet(false)) {
                    Fixture other = others.getFirst();
                    other.commit(
                        List.of(),
                        new Work.AppendLog(List.of(other.changes.upsert(Fixture.item("late", 1)))));
                  }
                }))) {
      leader.startBackfill();
      try (Fixture other = leader.another()) {
        others.add(other);
        leader.commit(
            List.of(),
            new Work.AppendLog(List.of(leader.changes.upsert(Fixture.item("early", 1)))));
        armed.set(true);
        CommitOutcome outcome =
            leader.enter(
                "STREAMING", new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
        assertThat(outcome).isEqualTo(new CommitOutcome.Applied(2));
        assertThat(leader.items()).containsOnlyKeys("early", "late");
      }
    }
  }
}
