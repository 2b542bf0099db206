package dev.tailrace.core;

import dev.tailrace.projection.TableShape;
import java.util.List;

/**
 * What an export's manifest lists.
 *
 * @param files the data files' keys, in the manifest's order
 * @param items how many items they hold in all
 * @param shapes for each target, in their order, the columns that a sample of its items asks for
 */
public record ExportContents(List<String> files, long items, List<TableShape> shapes) {
  /** Copies the lists. */
  public ExportContents {
    files = List.copyOf(files);
    shapes = List.copyOf(shapes);
  }

  /** For one target. */
  public ExportContents(List<String> files, long items, TableShape shape) {
    this(files, items, List.of(shape));
  }
}
