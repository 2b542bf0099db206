package dev.tailrace.local;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The lock of one table's writes, and its history while point-in-time recovery is on. A write and
 * its journal entry happen under one hold of the lock, so whoever holds it sees both or neither.
 * Where writes happen elsewhere, the journal's feed brings their entries.
 *
 * <p>DynamoDB Local runs all statements on one thread of its own; a lock a table takes nothing
 * away.
 */
final class TableGuard {
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<TableHistory> history = Optional.empty();

  /**
   * Runs an action with the lock held; it gets the history as it is for as long as it runs, with
   * every write in its journal that was answered before.
   *
   * @throws AwsError if the journal can't catch up
   */
  <R> R locked(Function<Optional<TableHistory>, R> action) {
    lock.lock();
    try {
      history.ifPresent(caughtUp -> caughtUp.feed().catchUp());
      return action.apply(history);
    } finally {
      lock.unlock();
    }
  }

  /** Puts another history in the old one's place, with the lock held; nothing catches up. */
  void change(Function<Optional<TableHistory>, Optional<TableHistory>> change) {
    lock.lock();
    try {
      history = change.apply(history);
    } finally {
      lock.unlock();
    }
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /** The history; the caller holds the lock. */
  Optional<TableHistory> history() {
    assert lock.isHeldByCurrentThread();
    return history;
  }
}
