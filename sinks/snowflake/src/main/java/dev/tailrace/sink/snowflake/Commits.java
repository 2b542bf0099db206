package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Carries commits out: read, make ready, and then lock, compare, do and store in one transaction.
 */
final class Commits {
  private static final int ATTEMPTS = 20;

  private final Sessions sessions;
  private final InstantSource clock;

  Commits(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  CommitOutcome commit(Session session, Commit commit) throws SQLException {
    Checkpoints.checkOnce(commit.checkpoints());
    Swaps swaps = new Swaps(sessions, commit.table());
    Map<TargetTable, Map<String, ColumnType>> hints = new HashMap<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      Snapshot stored = stored(session, commit, swaps);
      Optional<String> refusal = refusal(stored, commit);
      if (refusal.isPresent()) {
        return new CommitOutcome.Refused(refusal.get());
      }
      checkNext(stored, commit);
      try (Attempt attempt = new Attempt(session, stored, clock.instant(), hints)) {
        CommitOutcome outcome = attempt(session, commit, stored, attempt);
        settle(session, swaps, attempt, outcome);
        return outcome;
      } catch (Again changed) {
        session.freeStaging();
      } catch (SQLException e) {
        if (!Failures.isMissing(e) || !hasChanged(session, stored)) {
          throw e;
        }
        session.freeStaging();
      }
    }
    String what = sessions.what(commit.table());
    throw new SinkException.Unavailable(
        what + ": other workers changed its tables again and again, nothing was changed",
        new SQLException("gave up after " + ATTEMPTS + " attempts"));
  }

  /** Whether a table that is not there may be one that another worker has replaced. */
  private static boolean hasChanged(Session session, Snapshot stored) throws SQLException {
    return new State(session, stored.table())
        .read()
        .filter(now -> now.generation() != stored.generation())
        .isPresent();
  }

  private static Snapshot stored(Session session, Commit commit, Swaps swaps) throws SQLException {
    Optional<Snapshot> stored = swaps.settled(session);
    if (stored.isEmpty()) {
      StateSchema.createTables(session, commit.table());
      stored = swaps.settled(session);
    }
    return stored.orElseThrow();
  }

  private static Optional<String> refusal(Snapshot stored, Commit commit) {
    return Checkpoints.refusal(stored, commit.checkpoints())
        .or(() -> stored.refusal(commit.expectedLifeVersion()))
        .or(() -> commit.nextLife().flatMap(next -> fence(stored, next)));
  }

  /** Why the life row must not be moved to {@code next}, if there is a reason. */
  private static Optional<String> fence(Snapshot stored, LifeRow next) {
    if (next.epoch() < stored.life().epoch()) {
      return Optional.of(
          "%s: its life was moved under epoch %d, and this is epoch %d"
              .formatted(stored.table(), stored.life().epoch(), next.epoch()));
    }
    return Optional.empty();
  }

  private static void checkNext(Snapshot stored, Commit commit) {
    commit
        .nextLife()
        .filter(next -> next.version() != stored.life().version() + 1)
        .ifPresent(
            next -> {
              throw new SinkException.Rejected(
                  "%s: the life row's version goes from %d to %d, and must go up by one"
                      .formatted(commit.table(), stored.life().version(), next.version()));
            });
  }

  private CommitOutcome attempt(Session session, Commit commit, Snapshot stored, Attempt attempt)
      throws SQLException {
    boolean done = false;
    try {
      attempt.prepare(commit.work());
      State state = new State(session, commit.table());
      Snapshot locked = state.lock();
      Optional<String> refusal = refusal(locked, commit);
      if (refusal.isPresent()) {
        return new CommitOutcome.Refused(refusal.get());
      }
      if (locked.generation() != stored.generation()
          || !State.sameTables(locked.entries(), stored.entries())) {
        throw new Again("another worker changed the tables");
      }
      long logEnd = attempt.run(state, locked);
      new Checkpoints(session, state).move(locked, commit.checkpoints());
      if (commit.nextLife().isPresent()) {
        state.moveLife(locked.life(), commit.nextLife().get());
      }
      // From here on nobody knows, until the answer says so, and so no table is dropped.
      done = true;
      state.commit(sessions.what(commit.table()));
      return new CommitOutcome.Applied(logEnd, attempt.drifted());
    } finally {
      if (!done) {
        session.rollBack();
        attempt.dropCreated();
      }
    }
  }

  /** The commit has happened; whoever reads the state next does what fails here. */
  private static void settle(Session session, Swaps swaps, Attempt attempt, CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Refused) {
      return;
    }
    try {
      attempt.dropLeft();
      if (attempt.swaps()) {
        swaps.settled(session);
      }
    } catch (SQLException | SinkException e) {
      // What is left will meet them again, and they are told then.
      session.giveUp();
    }
  }
}
