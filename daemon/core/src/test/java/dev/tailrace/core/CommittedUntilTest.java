package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class CommittedUntilTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:30Z");
  private static final Instant LATER = START.plus(Duration.ofHours(20));

  private final CommittedUntil until = new CommittedUntil(START);
  private long sequence;

  private void empty(Instant now) {
    until.read(Pages.empty(), new Position.TrimHorizon(), now);
  }

  private Position page(Instant made, Instant now) {
    Page page = Pages.of(Pages.change(String.valueOf(++sequence), made));
    Position after = new Position.After(SequenceNumber.of(String.valueOf(sequence)));
    until.read(page, after, now);
    return after;
  }

  @Test
  void untilItWasReadOnceItIsWhatTheSinkTells() {
    assertThat(until.get()).isEqualTo(START);
  }

  @Test
  void aWriteAfterTwentyIdleHoursIsSecondsLate() {
    empty(LATER);
    page(LATER.plusSeconds(1), LATER.plusSeconds(2));
    assertThat(until.get()).isEqualTo(LATER.plusSeconds(1));
  }

  @Test
  void aTimeCutToTheMinuteIsNoEarlierThanTheTipBeforeIt() {
    empty(LATER);
    page(LATER.truncatedTo(ChronoUnit.MINUTES), LATER.plusSeconds(2));
    assertThat(until.get()).isEqualTo(LATER);
  }

  @Test
  void whileTheSinkStandsStillTheOldestWaitingChangeCounts() {
    empty(LATER);
    page(LATER.plusSeconds(1), LATER.plusSeconds(2));
    for (int i = 1; i <= 600; i++) {
      page(LATER.plusSeconds(i), LATER.plusSeconds(i + 1));
      empty(LATER.plusSeconds(i + 1));
    }
    assertThat(until.get()).isEqualTo(LATER.plusSeconds(1));
  }

  @Test
  void onceItIsCommittedTheNextOldestCounts() {
    Position first = page(LATER.plusSeconds(1), LATER.plusSeconds(2));
    page(LATER.plusSeconds(60), LATER.plusSeconds(61));
    Position last = page(LATER.plusSeconds(70), LATER.plusSeconds(71));
    until.stored(first);
    assertThat(until.get()).isEqualTo(LATER.plusSeconds(60));
    until.stored(last);
    assertThat(until.get()).as("nothing tells of a tip").isEqualTo(LATER.plusSeconds(70));
  }

  @Test
  void aTipThatWasSeenCountsOnceAllBeforeItIsCommitted() {
    Position only = page(LATER.plusSeconds(1), LATER.plusSeconds(2));
    empty(LATER.plusSeconds(30));
    assertThat(until.get()).isEqualTo(LATER.plusSeconds(1));
    until.stored(only);
    assertThat(until.get()).isEqualTo(LATER.plusSeconds(30));
  }

  @Test
  void whileTheSourceStandsStillNothingMovesOn() {
    empty(LATER);
    assertThat(until.get()).isEqualTo(LATER);
    until.stored(new Position.TrimHorizon());
    assertThat(until.get()).isEqualTo(LATER);
  }

  @Test
  void withAClockThatIsBehindAWaitingChangeIsNoYoungerThanItsReading() {
    page(LATER.plus(Duration.ofHours(1)), LATER);
    assertThat(until.get()).isEqualTo(LATER);
  }

  @Test
  void withAClockThatIsAheadTheLastSightOfTheTipCounts() {
    empty(LATER);
    page(LATER.minus(Duration.ofHours(1)), LATER.plusSeconds(2));
    assertThat(until.get()).isEqualTo(LATER);
  }

  @Test
  void whatIsForgottenIsBehindNoMore() {
    empty(LATER);
    page(LATER.plusSeconds(1), LATER.plusSeconds(2));
    empty(LATER.plusSeconds(9));
    until.forgetUnsaved();
    assertThat(until.get()).as("what is read again was made later").isEqualTo(LATER);
  }
}
