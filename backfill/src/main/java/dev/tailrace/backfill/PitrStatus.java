package dev.tailrace.backfill;

import java.time.Instant;
import java.util.Optional;

/**
 * What DescribeContinuousBackups says of point-in-time recovery.
 *
 * @param earliestRestorable the earliest time that can be exported; empty when it is off, and where
 *     an emulator does not say
 * @param latestRestorable the latest, some minutes ago; empty in the same cases
 */
public record PitrStatus(
    boolean enabled, Optional<Instant> earliestRestorable, Optional<Instant> latestRestorable) {}
