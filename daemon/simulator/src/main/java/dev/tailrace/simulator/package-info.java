/**
 * The protocol under a seed: the real {@link dev.tailrace.core.TableProtocol}, driven by one
 * scheduler on a virtual clock, against models of DynamoDB, its streams and exports and a
 * transactional warehouse, with faults.
 *
 * <p>{@link dev.tailrace.simulator.Simulation} runs one seed; the same seed always does the same.
 * {@code Invariants} looks at every step, {@code Chaos} makes things go wrong. Nothing here uses
 * threads, the wall clock or the order of a hash. Depends on {@code dev.tailrace.core} and the sink
 * port, never on a shell.
 */
@NullMarked
package dev.tailrace.simulator;

import org.jspecify.annotations.NullMarked;
