/**
 * Measurements, run by hand with {@code daemon/bench/run.sh}; what they gave stands in
 * docs/performance.md. Never shipped, and nothing here is asserted in a test.
 */
@NullMarked
package dev.tailrace.bench;

import org.jspecify.annotations.NullMarked;
