/**
 * From items to columns: which columns a table has, and an item's way into them.
 *
 * <p>{@link dev.tailrace.projection.ShapeSampler} looks at items and finds a {@link
 * dev.tailrace.projection.TableShape}; a {@link dev.tailrace.projection.Projector} walks an item
 * once and writes a row of a {@link dev.tailrace.projection.ColumnBatch}, which a sink takes as it
 * is. What a column can't hold exactly goes whole into the row's overflow document. Every sink and
 * both ways in (bulk load, merge) share this. Pure: the JDK and {@code dev.tailrace.item} only.
 */
@NullMarked
package dev.tailrace.projection;

import org.jspecify.annotations.NullMarked;
