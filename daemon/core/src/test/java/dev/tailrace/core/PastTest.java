package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastTest {
  private static final Instant MOMENT = Instant.parse("2026-01-01T12:00:00Z");
  private static final Optional<Position> NOTHING = Optional.empty();

  private final Past past = new Past();
  private Instant now = MOMENT;

  private void empty(Duration later) {
    now = now.plus(later);
    past.read(Pages.empty(), MOMENT, NOTHING, now, now);
  }

  private static Optional<Checkpoint> stored(String sequence) {
    return Optional.of(
        new Checkpoint(
            World.shard("s"),
            new Position.After(SequenceNumber.of(sequence)),
            1,
            Optional.empty()));
  }

  @Test
  void manyEmptyPagesWithinAMomentTellNothing() {
    for (int i = 0; i < 100; i++) {
      empty(Duration.ofMillis(40));
    }
    assertThat(past.isIn(Optional.empty())).isFalse();
  }

  @Test
  void emptyPagesOverSomeSecondsTell() {
    for (int i = 0; i < 6; i++) {
      assertThat(past.isIn(Optional.empty())).isFalse();
      empty(Duration.ofSeconds(1));
    }
    assertThat(past.isIn(Optional.empty())).isTrue();
  }

  @Test
  void anAnswerThatTakesLongTellsNothingOfThatTime() {
    for (int i = 0; i < 10; i++) {
      past.read(Pages.empty(), MOMENT, NOTHING, now.plusMillis(i), now.plusSeconds(i));
    }
    assertThat(past.isIn(Optional.empty())).isFalse();
  }

  @Test
  void twoEmptyPagesTellNothingHoweverFarApart() {
    empty(Duration.ofHours(1));
    empty(Duration.ofHours(1));
    assertThat(past.isIn(Optional.empty())).isFalse();
  }

  @Test
  void theRowOfEmptyPagesBeginsAgainWithARecordAndWithAnIterator() {
    for (int i = 0; i < 20; i++) {
      empty(Duration.ofSeconds(2));
      empty(Duration.ofSeconds(2));
      if (i % 2 == 0) {
        past.iteratorOpened();
      } else {
        past.read(Pages.of(change("1", MOMENT)), MOMENT, NOTHING, now, now);
      }
    }
    assertThat(past.isIn(Optional.empty())).isFalse();
  }

  @Test
  void aLaterRecordTellsAtOnceButNotBeforeItIsCommitted() {
    Position at = new Position.After(SequenceNumber.of("7"));
    past.read(
        Pages.of(change("7", MOMENT.plusSeconds(2))),
        MOMENT,
        Optional.of(at),
        MOMENT.plusSeconds(3),
        MOMENT.plusSeconds(3));
    assertThat(past.isIn(stored("6"))).isFalse();
    assertThat(past.isIn(Optional.empty())).isFalse();
    assertThat(past.isIn(stored("7"))).isTrue();
    assertThat(past.isIn(stored("8"))).isTrue();
  }

  @Test
  void aRecordOfTheSameSecondMayBeEarlier() {
    past.read(
        Pages.of(change("7", MOMENT.plusSeconds(1))),
        MOMENT,
        NOTHING,
        MOMENT.plusSeconds(3),
        MOMENT.plusSeconds(3));
    assertThat(past.isIn(stored("7"))).isFalse();
  }

  private static Change change(String sequence, Instant at) {
    return Pages.change(sequence, at);
  }
}
