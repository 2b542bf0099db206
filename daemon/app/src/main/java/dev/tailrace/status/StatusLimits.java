package dev.tailrace.status;

import java.time.Duration;

/**
 * What clients of the status port may use up.
 *
 * @param connections open at once; the oldest without a whole request is closed for a new one
 * @param accepted open at once, with those that are just being closed; beyond it, connections wait
 *     in the system's queue
 * @param longestSilence after which a connection that sends or takes nothing is closed
 * @param longestLife of a connection, however busy it is; it is closed then
 * @param headBytes of a request's line and headers; more is answered with 431
 */
record StatusLimits(
    int connections, int accepted, Duration longestSilence, Duration longestLife, int headBytes) {
  /** The limits of a daemon: what health checks and a metrics collector need, many times over. */
  static final StatusLimits USUAL =
      new StatusLimits(64, 256, Duration.ofSeconds(10), Duration.ofSeconds(30), 8 << 10);
}
