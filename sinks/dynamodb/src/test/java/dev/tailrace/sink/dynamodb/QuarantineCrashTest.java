package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.after;
import static dev.tailrace.sink.dynamodb.Fixture.item;
import static dev.tailrace.sink.dynamodb.Fixture.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Writers that end, or are replaced, in the middle of quarantining an item. */
final class QuarantineCrashTest {
  /** Counts the requests that write, and refuses them from one on. */
  private static final class Ending implements ExecutionInterceptor {
    private final AtomicInteger writes = new AtomicInteger();
    private volatile int last = Integer.MAX_VALUE;
    private volatile Runnable before = () -> {};

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      if (isWrite(context.request())) {
        before.run();
        if (writes.incrementAndGet() > last) {
          throw SdkClientException.create("killed");
        }
      }
    }

    private static boolean isWrite(SdkRequest request) {
      return request instanceof PutItemRequest
          || request instanceof DeleteItemRequest
          || request instanceof BatchWriteItemRequest
          || request instanceof TransactWriteItemsRequest;
    }
  }

  /** An item with an entry gets a version that is refused too, beside one that fits. */
  private static Change[] changes(Fixture fixture, long seed) {
    return new Change[] {
      fixture.changes.upsert(Odd.noise("a", seed)), fixture.changes.upsert(item("b", (int) seed))
    };
  }

  @Test
  void whereverAWriterEndsTheReplayLeavesOneEntryAndNothingElse() {
    Ending ending = new Ending();
    try (Fixture fixture = Fixture.openInNoTime(ending)) {
      fixture.goLive();
      fixture.merge(changes(fixture, 1));
      long stored = Odd.stored(fixture);
      int writes = ending.writes.get();
      Change[] again = changes(fixture, 2);
      fixture.merge(again);
      int each = ending.writes.get() - writes;
      assertThat(each).isGreaterThan(8);
      for (int at = 0; at < each; at++) {
        ending.last = ending.writes.get() + at;
        assertThatThrownBy(() -> fixture.merge(again)).isInstanceOf(SinkException.class);
        ending.last = Integer.MAX_VALUE;
        Odd.entries(fixture)
            .forEach(e -> assertThat(Odd.image(fixture, e)).isEqualTo(again[0].item().toString()));
        assertThat(fixture.items()).doesNotContainKey("a");
        fixture.merge(again);
        Odd.only(fixture);
        assertThat(Odd.stored(fixture)).isEqualTo(stored);
      }
      ending.last = ending.writes.get() + 6;
      assertThatThrownBy(() -> fixture.merge(again)).isInstanceOf(SinkException.class);
      ending.last = Integer.MAX_VALUE;
      fixture.merge(fixture.changes.upsert(item("a", 3)));
      assertThat(Odd.stored(fixture)).isZero();
    }
  }

  @Test
  void whoReadsMeanwhileSeesAWholeEntryOrNone() {
    Ending ending = new Ending();
    try (Fixture fixture = Fixture.openInNoTime(ending)) {
      fixture.goLive();
      fixture.merge(changes(fixture, 1));
      List<Integer> seen = new ArrayList<>();
      try (Fixture reader = fixture.another()) {
        ending.before =
            () -> {
              List<dev.tailrace.sink.Quarantined> entries = Odd.entries(reader);
              seen.add(entries.size());
              entries.forEach(e -> Odd.image(reader, e));
            };
        fixture.merge(changes(fixture, 2));
        ending.before = () -> {};
      }
      assertThat(seen).startsWith(1).contains(0).endsWith(1);
    }
  }

  @Test
  void aReplayAfterAnUnknownEndKeepsOneEntry() {
    AtomicBoolean dark = new AtomicBoolean();
    AtomicInteger transactions = new AtomicInteger();
    try (Fixture fixture =
        Fixture.openInNoTime(
            Meddling.before(
                TransactWriteItemsRequest.class,
                n -> {
                  // The first is the entry's, the second the commit's.
                  if (dark.get() && transactions.incrementAndGet() == 2) {
                    throw SdkClientException.create("no answer");
                  }
                }))) {
      fixture.goLive();
      dark.set(true);
      Change[] changes = changes(fixture, 1);
      Work merge = new Work.Merge(Fixture.TARGET, List.of(changes));
      List<dev.tailrace.sink.CheckpointMove> moves = List.of(move(Optional.empty(), after("1"), 1));
      assertThatThrownBy(() -> fixture.commit(moves, merge))
          .isInstanceOf(SinkException.OutcomeUnknown.class);
      assertThat(Odd.entries(fixture)).hasSize(1);
      assertThat(fixture.sink.read(Fixture.TABLE).checkpoints()).isEmpty();
      assertThat(fixture.commit(moves, merge)).isInstanceOf(CommitOutcome.Applied.class);
      assertThat(Odd.image(fixture, Odd.only(fixture))).isEqualTo(changes[0].item().toString());
      assertThat(fixture.items()).containsOnlyKeys("b");
    }
  }

  @Test
  void aWriterWhoseTableMovedOnKeepsNoEntry() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    try (Fixture stale =
        Fixture.checking(
            Duration.ofHours(1),
            Meddling.before(
                TransactWriteItemsRequest.class, n -> meanwhile.getAndSet(() -> {}).run()))) {
      stale.goLive();
      try (Fixture heir = stale.another()) {
        meanwhile.set(heir::startBackfill);
        assertThat(stale.merge(changes(stale, 1))).isInstanceOf(CommitOutcome.Refused.class);
        assertThat(Odd.entries(stale)).isEmpty();
      }
    }
  }
}
