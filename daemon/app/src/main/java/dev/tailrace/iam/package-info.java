/**
 * What AWS has to allow a pipeline: every action that its clients call, on which resources, and
 * why. A test compares it with the calls that are really made.
 *
 * <p>Knows {@code dev.tailrace.config} alone; {@code dev.tailrace.app} prints it.
 */
@NullMarked
package dev.tailrace.iam;

import org.jspecify.annotations.NullMarked;
