package dev.tailrace.backfill;

import java.time.Instant;
import java.util.Optional;

/**
 * What DescribeContinuousBackups says of point-in-time recovery.
 *
 * @param earliest the earliest time that can be exported; empty when it is off, and where an
 *     emulator does not say
 */
public record PitrStatus(boolean enabled, Optional<Instant> earliest) {}
