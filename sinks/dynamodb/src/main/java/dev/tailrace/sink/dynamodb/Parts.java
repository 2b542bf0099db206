package dev.tailrace.sink.dynamodb;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What commits and loads work with.
 *
 * @param nanos a clock that never goes back, in nanoseconds
 */
record Parts(
    StateTable state,
    Targets targets,
    TargetWriter writer,
    TouchedKeys touched,
    Duration checkEvery,
    LongSupplier nanos,
    Pause pause) {}
