package dev.tailrace.sink.duckdb;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Orders a table's loads and its commits. A load's transaction sees the file as it was when the
 * load began, so it can't see that the shadow table was replaced since. Hence a load compares once
 * more, on fresh eyes, and commits, all under the read side; a commit that moves the life or
 * touches the shadow runs under the write side. A load then either committed before such a commit
 * began, or sees what it did.
 *
 * <p>The generation counts those commits, at their end: some leave the life row alone. A load notes
 * it before it begins, so a load that began while such a commit was at work is told apart too.
 */
record TableGate(ReadWriteLock lock, AtomicLong generation) {
  TableGate() {
    this(new ReentrantReadWriteLock(), new AtomicLong());
  }
}
