package dev.tailrace.core;

import dev.tailrace.sink.Commit;
import java.time.Instant;
import java.util.Optional;

/** The one commit that is on its way to the sink; it is tried again until its outcome is known. */
final class Committing {
  /**
   * A commit and what it means.
   *
   * @param nextLife the life that is stored when it has happened
   * @param batch what it commits of what was read
   */
  record InFlight(Commit commit, Optional<Life> nextLife, Optional<ChangeBuffer.Drained> batch) {
    int changes() {
      return batch.map(b -> b.changes().size()).orElse(0);
    }
  }

  private Optional<InFlight> inFlight = Optional.empty();
  private Optional<InFlight> doubtful = Optional.empty();
  private long ticket;
  private boolean sent;
  private int failures;
  private int unknowns;
  private Instant notBefore = Instant.MIN;
  private Instant dueAt = Instant.MIN;

  boolean isIdle() {
    return inFlight.isEmpty() && doubtful.isEmpty();
  }

  void start(InFlight next) {
    inFlight = Optional.of(next);
    sent = false;
    failures = 0;
    dueAt = notBefore;
  }

  Optional<Command> send(Instant now) {
    if (inFlight.isEmpty() || sent || now.isBefore(dueAt)) {
      return Optional.empty();
    }
    sent = true;
    return Optional.of(new Command.Apply(++ticket, inFlight.get().commit()));
  }

  /** Takes the answer to the commit with {@code answered}; empty when it no longer counts. */
  Optional<InFlight> done(long answered) {
    if (answered != ticket || !sent) {
      return Optional.empty();
    }
    Optional<InFlight> done = inFlight;
    inFlight = Optional.empty();
    return done;
  }

  /** The outcome of {@code commit} is not known, or it was refused: what is stored will tell. */
  void doubt(InFlight commit) {
    doubtful = Optional.of(commit);
  }

  /** One outcome after the other stayed unknown: the next commit waits, longer each time. */
  void stayedUnknown(Instant now) {
    notBefore = now.plus(Backoff.after(++unknowns, ticket));
  }

  /** The sink answers again. */
  void isKnown() {
    unknowns = 0;
    notBefore = Instant.MIN;
  }

  Optional<InFlight> inDoubt() {
    return doubtful;
  }

  void failed(long answered, Failure failure, Instant now) {
    if (answered == ticket && sent) {
      sent = false;
      dueAt = now.plus(Backoff.after(failure, ++failures, ticket));
    }
  }

  void forget() {
    inFlight = Optional.empty();
    doubtful = Optional.empty();
    ticket++;
  }

  Instant dueAt() {
    return inFlight.isEmpty() || sent ? Instant.MAX : dueAt;
  }

  Optional<InFlight> inFlight() {
    return inFlight;
  }

  boolean movesLife() {
    return inFlight.filter(f -> f.nextLife().isPresent()).isPresent();
  }
}
