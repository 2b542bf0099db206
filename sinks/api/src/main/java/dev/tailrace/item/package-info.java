/**
 * An item in the one form it has from the first byte to the sink: a slice of UTF-8 DynamoDB JSON.
 *
 * <p>{@link dev.tailrace.item.ItemCursor} walks it, {@link dev.tailrace.item.PlainJson} rewrites a
 * nested value for a warehouse's JSON column, {@link dev.tailrace.item.ItemWriter} makes one out of
 * anything that isn't DynamoDB JSON yet. No tree is built and nothing is decoded that nobody asked
 * for. Pure: the JDK only. {@code dev.tailrace.projection} turns items into columns.
 */
@NullMarked
package dev.tailrace.item;

import org.jspecify.annotations.NullMarked;
