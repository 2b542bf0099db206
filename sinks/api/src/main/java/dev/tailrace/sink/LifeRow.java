package dev.tailrace.sink;

import java.util.Set;

/**
 * Where a table is in its life. The sink keeps it and compares its version; what it says is the
 * daemon's business.
 *
 * @param version 1 for the first, one more with each change
 * @param epoch the epoch of the lease of whoever wrote it
 * @param phase the phase's name, for people who look
 * @param document everything else, as the daemon encodes it
 */
public record LifeRow(long version, long epoch, String phase, String document) {
  private static final Set<String> LIVE = Set.of("STREAMING", "REPAIRING");

  /**
   * Whether changes are merged into the live table in this phase, or a copy of it is repaired, so
   * that the table has to be there and to fit what is asked for. In all other phases a new one is
   * built.
   */
  public boolean isLive() {
    return LIVE.contains(phase);
  }
}
