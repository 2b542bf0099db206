package dev.tailrace.sink;

/**
 * Where a table is in its life. The sink keeps it and compares its version; what it says is the
 * daemon's business.
 *
 * @param version 1 for the first, one more with each change
 * @param epoch the epoch of the lease of whoever wrote it
 * @param phase the phase's name, for people who look
 * @param document everything else, as the daemon encodes it
 */
public record LifeRow(long version, long epoch, String phase, String document) {}
