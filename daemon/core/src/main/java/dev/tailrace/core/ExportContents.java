package dev.tailrace.core;

import dev.tailrace.projection.TableShape;
import java.util.List;

/**
 * What an export's manifest lists.
 *
 * @param files the data files' keys, in the manifest's order
 * @param items how many items they hold in all
 * @param shape the columns that a sample of the items asks for
 */
public record ExportContents(List<String> files, long items, TableShape shape) {
  /** Copies the list. */
  public ExportContents {
    files = List.copyOf(files);
  }
}
