package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.TABLE;
import static dev.tailrace.sink.dynamodb.Fixture.TARGET;
import static dev.tailrace.sink.dynamodb.Fixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.Item;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.SinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Putting quarantined items into their target, while its pipeline goes on. */
final class QuarantineRetryTest {
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  private void meanwhileOnce(Runnable happening) {
    AtomicBoolean armed = new AtomicBoolean(true);
    meanwhile.set(
        () -> {
          if (armed.getAndSet(false)) {
            happening.run();
          }
        });
  }

  @Test
  void anItemThatFitsNowHasARowAndNoEntry() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.noise("a", 1)));
      Quarantined entry = Odd.only(fixture);
      assertThat(Odd.release(fixture, entry, item("a", 5))).isTrue();
      assertThat(fixture.items()).containsEntry("a", Fixture.values(item("a", 5)));
      assertThat(Odd.stored(fixture)).isZero();
      assertThat(Odd.release(fixture, entry, item("a", 6))).isFalse();
      assertThat(fixture.sink.quarantinedImage(TABLE, entry)).isEmpty();
      assertThat(fixture.items()).containsEntry("a", Fixture.values(item("a", 5)));
    }
  }

  @Test
  void anItemThatIsStillTooLargeStays() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      String large = Odd.noise("a", 1);
      fixture.merge(fixture.changes.upsert(large));
      Quarantined entry = Odd.only(fixture);
      assertThatThrownBy(() -> Odd.release(fixture, entry, large))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining(fixture.tableName())
          .hasMessageContaining("size");
      assertThat(Odd.image(fixture, Odd.only(fixture))).isEqualTo(large);
      assertThat(fixture.items()).isEmpty();
    }
  }

  @Test
  void anEntryThatALaterVersionReplacedIsRefused() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.large("a")));
      Quarantined old = Odd.only(fixture);
      fixture.merge(fixture.changes.upsert(Odd.noise("a", 2)));
      assertThat(Odd.release(fixture, old, item("a", 1))).isFalse();
      assertThat(fixture.items()).isEmpty();
      assertThat(Odd.entries(fixture)).hasSize(1);
    }
  }

  @Test
  void aVersionThatComesWhileARetryIsAtWorkWins() {
    try (Fixture retrying =
        Fixture.open(
            Meddling.before(TransactWriteItemsRequest.class, n -> meanwhile.get().run()))) {
      retrying.goLive();
      retrying.merge(retrying.changes.upsert(Odd.large("a")));
      try (Fixture daemon = retrying.another()) {
        for (String next : List.of(Odd.noise("a", 2), item("a", 3))) {
          Quarantined entry = Odd.only(retrying);
          meanwhileOnce(() -> daemon.merge(daemon.changes.upsert(next)));
          assertThat(Odd.release(retrying, entry, item("a", 1))).isFalse();
        }
        assertThat(retrying.items()).containsEntry("a", Fixture.values(item("a", 3)));
        assertThat(Odd.stored(retrying)).isZero();
      }
    }
  }

  @Test
  void aRetryRightBeforeOrBehindANewerVersionDoesNotUndoIt() {
    AtomicBoolean before = new AtomicBoolean();
    try (Fixture fixture =
        Fixture.open(
            Meddling.before(
                BatchWriteItemRequest.class,
                n -> {
                  if (before.get()) {
                    meanwhile.get().run();
                  }
                }),
            Meddling.after(
                BatchWriteItemRequest.class,
                n -> {
                  if (!before.get()) {
                    meanwhile.get().run();
                  }
                }))) {
      fixture.goLive();
      try (Fixture retrying = fixture.another()) {
        for (boolean early : List.of(true, false)) {
          fixture.merge(fixture.changes.upsert(Odd.large("a")));
          Quarantined entry = Odd.only(fixture);
          before.set(early);
          List<Boolean> released = new ArrayList<>();
          meanwhileOnce(() -> released.add(Odd.release(retrying, entry, item("a", 1))));
          fixture.merge(fixture.changes.upsert(item("a", 2)));
          assertThat(released).containsExactly(false);
          assertThat(fixture.items()).containsEntry("a", Fixture.values(item("a", 2)));
        }
      }
    }
  }

  @Test
  void aRetryBetweenTheRowAndItsEntryDoesNotBringTheOldRowBack() {
    try (Fixture fixture =
        Fixture.open(Meddling.after(BatchWriteItemRequest.class, n -> meanwhile.get().run()))) {
      fixture.goLive();
      try (Fixture retrying = fixture.another()) {
        fixture.merge(fixture.changes.upsert(Odd.large("a")));
        Quarantined entry = Odd.only(fixture);
        List<Boolean> released = new ArrayList<>();
        meanwhileOnce(() -> released.add(Odd.release(retrying, entry, item("a", 1))));
        fixture.merge(fixture.changes.upsert(Odd.noise("a", 2)));
        assertThat(released).containsExactly(false);
        assertThat(fixture.items()).isEmpty();
        assertThat(Odd.entries(fixture)).hasSize(1);
      }
    }
  }

  @Test
  void aNewBackfillBeginsWithNone() {
    try (Fixture fixture =
        Fixture.open(Meddling.before(DeleteTableRequest.class, n -> meanwhile.get().run()))) {
      fixture.goLive();
      fixture.merge(
          fixture.changes.upsert(item("b", 1)), fixture.changes.upsert(Odd.noise("a", 1)));
      Quarantined entry = Odd.only(fixture);
      List<Boolean> released = new ArrayList<>();
      try (Fixture retrying = fixture.another()) {
        meanwhileOnce(() -> released.add(Odd.release(retrying, entry, item("a", 1))));
        fixture.startBackfill();
      }
      assertThat(released).containsExactly(false);
      assertThat(Odd.stored(fixture)).isZero();
      assertThat(fixture.items()).isEmpty();
    }
  }

  @Test
  void whatAKilledRetryLeavesIsSweptWithTheTargetsNextWrite() {
    AtomicBoolean dark = new AtomicBoolean();
    try (Fixture fixture =
        Fixture.openInNoTime(
            Meddling.before(
                QueryRequest.class,
                n -> {
                  if (dark.get()) {
                    throw SdkClientException.create("gone");
                  }
                }))) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.noise("a", 1)));
      Quarantined entry = Odd.only(fixture);
      dark.set(true);
      assertThat(Odd.release(fixture, entry, item("a", 5))).isTrue();
      dark.set(false);
      assertThat(Odd.stored(fixture)).isPositive();
      assertThat(Odd.entries(fixture)).isEmpty();
      fixture.merge(fixture.changes.upsert(item("b", 1)));
      assertThat(Odd.stored(fixture)).isZero();
    }
  }

  @Test
  void aRepairLooksAtWhatARetryWrote() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.large("a")));
      Odd.release(fixture, Odd.only(fixture), item("a", 5));
      List<Item> touched = new ArrayList<>();
      fixture.sink.touchedSince(TABLE, TARGET, Fixture.CLOCK.instant(), touched::add);
      assertThat(touched).containsExactly(Item.of("{\"pk\":{\"S\":\"a\"}}"));
    }
  }

  @Test
  void anImageWithAnotherKeyIsRejected() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.large("a")));
      Quarantined entry = Odd.only(fixture);
      for (String image : List.of(item("b", 1), "{\"id\":{\"S\":\"a\"}}")) {
        assertThatThrownBy(() -> Odd.release(fixture, entry, image))
            .isInstanceOf(SinkException.Rejected.class);
      }
      assertThat(fixture.items()).isEmpty();
    }
  }
}
