package dev.tailrace.sink;

import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableOptions;

/**
 * A table in the warehouse that changes are merged into.
 *
 * @param schema the warehouse's schema
 * @param name the table's name, case kept
 * @param options what its rows are made of
 * @param route which of the source table's items belong into it
 */
public record TargetTable(
    String schema, String name, KeySchema key, TableOptions options, Route route) {
  /** For all items, with {@link TableOptions#DEFAULTS}. */
  public TargetTable(String schema, String name, KeySchema key) {
    this(schema, name, key, TableOptions.DEFAULTS);
  }

  /** For all items. */
  public TargetTable(String schema, String name, KeySchema key, TableOptions options) {
    this(schema, name, key, options, Route.ALL);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
