package dev.tailrace.sink;

import dev.tailrace.item.KeySchema;

/**
 * A table in the warehouse that changes are merged into.
 *
 * @param schema the warehouse's schema
 * @param name the table's name, case kept
 */
public record TargetTable(String schema, String name, KeySchema key) {
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
