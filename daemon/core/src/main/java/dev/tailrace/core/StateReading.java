package dev.tailrace.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When the sink's state is read: to begin, to find out what happened, to see what others did. */
final class StateReading {
  private static final Duration UNTIL_TRIED_AGAIN = Duration.ofMillis(500);

  private boolean underWay;
  private boolean known;

  /** Whether what is being read may be from before it was doubted. */
  private boolean stale;

  private boolean startOver = true;
  private boolean refreshWanted;
  private int failures;
  private Instant dueAt = Instant.MIN;
  private Instant refreshAt = Instant.MAX;

  /** Whether what this worker believes of the sink is to be relied on. */
  boolean isKnown() {
    return known;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** What happened in the sink is not known any more. */
  void doubt() {
    known = false;
    stale = underWay;
  }

  /** What was read so far is of no use, whatever the sink says. */
  void doubtAll() {
    doubt();
    startOver = true;
  }

  boolean mustStartOver() {
    return startOver;
  }

  /** Something that others do has to be looked at, now. */
  void wantRefresh() {
    refreshWanted = true;
  }

  /** The state has to be looked at again after {@code period} at the latest; zero for never. */
  void watch(Duration period, Instant now) {
    if (!period.isZero()) {
      Instant next = now.plus(period);
      refreshAt = next.isBefore(refreshAt) ? next : refreshAt;
    }
  }

  /** The call that reads the state, if it is due. */
  Optional<Command> read(Instant now) {
    boolean wanted = !known || refreshWanted || !now.isBefore(refreshAt);
    if (underWay || !wanted || now.isBefore(dueAt)) {
      return Optional.empty();
    }
    underWay = true;
    refreshWanted = false;
    refreshAt = Instant.MAX;
    return Optional.of(new Command.ReadState());
  }

  /** Takes note of an answer; false when it is too old to count, and another is asked for. */
  boolean answered() {
    underWay = false;
    failures = 0;
    boolean counts = !stale;
    stale = false;
    known |= counts;
    return counts;
  }

  void startedOver() {
    startOver = false;
  }

  void failed(Failure failure, Instant now, Object salt) {
    underWay = false;
    stale = false;
    refreshWanted = true;
    Duration pause = Backoff.after(failure, ++failures, salt);
    dueAt = now.plus(pause.compareTo(UNTIL_TRIED_AGAIN) > 0 ? pause : UNTIL_TRIED_AGAIN);
  }

  Instant dueAt() {
    if (underWay) {
      return Instant.MAX;
    }
    if (!known || refreshWanted) {
      return dueAt;
    }
    return refreshAt.isAfter(dueAt) ? refreshAt : dueAt;
  }
}
