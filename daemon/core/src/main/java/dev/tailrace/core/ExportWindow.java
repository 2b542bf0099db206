package dev.tailrace.core;

import java.time.Instant;

/**
 * The window of an incremental export, by AWS's clock.
 *
 * @param from inclusive, whole seconds
 * @param to exclusive, whole seconds; 15 minutes to 24 hours after {@code from}
 */
public record ExportWindow(Instant from, Instant to) {}
