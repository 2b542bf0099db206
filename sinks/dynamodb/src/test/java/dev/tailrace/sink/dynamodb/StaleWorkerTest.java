package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.TARGET;
import static dev.tailrace.sink.dynamodb.Fixture.after;
import static dev.tailrace.sink.dynamodb.Fixture.item;
import static dev.tailrace.sink.dynamodb.Fixture.move;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** A worker whose shard went to another one while it was at work. */
final class StaleWorkerTest {
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  /** What happens once, before a request of a kind. */
  private ExecutionInterceptor beforeThe(
      int nth, Class<? extends SdkRequest> kind, AtomicBoolean armed) {
    return Meddling.before(
        kind,
        request -> {
          if (armed.get() && counted(nth)) {
            armed.set(false);
            meanwhile.get().run();
          }
        });
  }

  private int seen;

  private synchronized boolean counted(int nth) {
    return ++seen == nth;
  }

  private static List<Change> hundred(Changes changes, int n) {
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(changes.upsert(item("k" + i, n)));
    }
    return all;
  }

  @Test
  void isRefusedBeforeItWritesAnything() {
    try (Fixture stale = Fixture.open()) {
      stale.goLive();
      stale.commit(List.of(move(Optional.empty(), after("1"), 1)));
      try (Fixture heir = stale.another()) {
        heir.commit(List.of(move(Optional.of(after("1")), after("5"), 2)));
      }
      CommitOutcome outcome =
          stale.commit(
              List.of(move(Optional.of(after("1")), after("2"), 1)),
              new Work.Merge(TARGET, hundred(stale.changes, 1)));
      assertThat(outcome).isInstanceOf(CommitOutcome.Refused.class);
      assertThat(stale.items()).isEmpty();
    }
  }

  @Test
  void stopsInTheMiddleOfItsWrites() {
    AtomicBoolean armed = new AtomicBoolean();
    try (Fixture stale =
        Fixture.checking(Duration.ZERO, beforeThe(1, BatchWriteItemRequest.class, armed))) {
      stale.goLive();
      CommitOutcome outcome = overtaken(stale, armed);
      assertThat(outcome).isInstanceOf(CommitOutcome.Refused.class);
      // Its one writer had sent the first request when the other one took over.
      assertThat(stale.items()).hasSize(25);
    }
  }

  @Test
  void thatNoticesNothingIsRefusedAtTheEnd() {
    AtomicBoolean armed = new AtomicBoolean();
    try (Fixture stale =
        Fixture.checking(
            Duration.ofHours(1), beforeThe(1, TransactWriteItemsRequest.class, armed))) {
      stale.goLive();
      CommitOutcome outcome = overtaken(stale, armed);
      assertThat(outcome).isInstanceOf(CommitOutcome.Refused.class);
      assertThat(stale.sink.read(Fixture.TABLE).checkpoints())
          .containsExactly(new Checkpoint(Fixture.SHARD, after("5"), 2, Optional.empty()));
    }
  }

  private CommitOutcome overtaken(Fixture stale, AtomicBoolean armed) {
    stale.commit(List.of(move(Optional.empty(), after("1"), 1)));
    try (Fixture now = stale.another()) {
      meanwhile.set(() -> now.commit(List.of(move(Optional.of(after("1")), after("5"), 2))));
      armed.set(true);
      return stale.commit(
          List.of(move(Optional.of(after("1")), after("2"), 1)),
          new Work.Merge(TARGET, hundred(stale.changes, 1)));
    }
  }

  @Test
  void doesNotDropTheTableOfTheNextLeader() {
    AtomicBoolean armed = new AtomicBoolean();
    try (Fixture stale =
        Fixture.checking(
            Duration.ofHours(1), beforeThe(1, TransactWriteItemsRequest.class, armed))) {
      stale.goLive();
      stale.merge(stale.changes.upsert(item("a", 1)));
      try (Fixture heir = stale.another()) {
        meanwhile.set(() -> heir.enter("STREAMING"));
        armed.set(true);
        assertThat(
                stale.enter(
                    "LOADING", new Work.CreateShadow(TARGET, TableShape.ofKey(Fixture.KEY))))
            .isInstanceOf(CommitOutcome.Refused.class);
        assertThat(stale.items()).containsEntry("a", Fixture.values(item("a", 1)));
      }
    }
  }

  @Test
  void loadsNoMoreOfAFileOnceTheLifeMovedOn() {
    AtomicBoolean armed = new AtomicBoolean();
    try (Fixture stale =
        Fixture.checking(Duration.ZERO, beforeThe(2, BatchWriteItemRequest.class, armed))) {
      stale.startBackfill();
      try (Fixture heir = stale.another()) {
        meanwhile.set(() -> heir.enter("CATCHING_UP"));
        armed.set(true);
        String[] items = new String[100];
        for (int i = 0; i < items.length; i++) {
          items[i] = item("k" + i, i);
        }
        assertThat(stale.load("file", items)).isInstanceOf(LoadOutcome.Refused.class);
        assertThat(stale.items()).hasSize(50);
        assertThat(stale.sink.read(Fixture.TABLE).loadedFiles()).isEmpty();
      }
    }
  }
}
