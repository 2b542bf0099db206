/**
 * What users ask to be done with attributes on the way: left out, renamed, hashed, added.
 *
 * <p>Happens once, before an item becomes a change or a row ({@code dev.tailrace.sink}), so that no
 * sink knows of it. Pure: the JDK and {@code dev.tailrace.item} only.
 */
@NullMarked
package dev.tailrace.transform;

import org.jspecify.annotations.NullMarked;
