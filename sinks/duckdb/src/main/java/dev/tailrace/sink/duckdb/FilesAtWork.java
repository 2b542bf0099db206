package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.DataFileLoad;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread at a time load a data file; the next one then finds it loaded. */
final class FilesAtWork {
  private final Lock lock = new ReentrantLock();
  private final Condition done = lock.newCondition();
  private final Set<String> names = new HashSet<>();

  private static String name(DataFileLoad load) {
    return load.table() + "/" + load.fileKey();
  }

  /** Waits until nobody else loads the file. */
  void begin(DataFileLoad load) {
    lock.lock();
    try {
      while (!names.add(name(load))) {
        done.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  void end(DataFileLoad load) {
    lock.lock();
    try {
      names.remove(name(load));
      done.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
