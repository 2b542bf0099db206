/**
 * The protocol that keeps one table equal: what to do next, given what just happened.
 *
 * <p>{@link dev.tailrace.core.TableProtocol} takes an {@link dev.tailrace.core.Event} and the time
 * and answers with {@link dev.tailrace.core.Command}s; {@link dev.tailrace.core.ShardReadings}
 * knows the order of shards, {@link dev.tailrace.core.ChangeBuffer} when a batch is due, {@link
 * dev.tailrace.core.Life} where the table is. Pure and deterministic: no clock, randomness, thread,
 * logger or I/O, so that the same code runs in the daemon and under a simulator. {@code
 * dev.tailrace.app} carries the commands out.
 */
@NullMarked
package dev.tailrace.core;

import org.jspecify.annotations.NullMarked;
