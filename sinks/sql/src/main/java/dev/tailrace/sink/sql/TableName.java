package dev.tailrace.sink.sql;

import dev.tailrace.sink.TargetTable;

/** A table that is there, or may be, in the warehouse. The names are ones that it keeps. */
public record TableName(String schema, String name) {
  private static final String SHADOW_PREFIX = "_tailrace_shadow_";

  /** The table that readers of the warehouse know. */
  public static TableName live(TargetTable target, Dialect dialect) {
    return new TableName(dialect.fitted(target.schema()), dialect.fitted(target.name()));
  }

  /** The table that a backfill builds beside it. */
  public static TableName shadow(TargetTable target, Dialect dialect) {
    return new TableName(
        dialect.fitted(target.schema()), dialect.fitted(SHADOW_PREFIX + target.name()));
  }

  /** The table as statements name it. */
  public String sql() {
    return Sql.name(schema) + "." + Sql.name(name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
