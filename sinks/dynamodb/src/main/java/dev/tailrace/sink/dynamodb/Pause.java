package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits; tests have one that moves their clock. */
@FunctionalInterface
interface Pause {
  /** The real one. */
  Pause SLEEP =
      length -> {
        try {
          TimeUnit.NANOSECONDS.sleep(length.toNanos());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new SinkException.Unavailable("the daemon is stopping", e);
        }
      };

  /**
   * Waits.
   *
   * @throws SinkException.Unavailable when the thread is interrupted, which it stays
   */
  void pause(Duration length);
}
