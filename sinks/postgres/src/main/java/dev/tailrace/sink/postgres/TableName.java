package dev.tailrace.sink.postgres;

import dev.tailrace.sink.TargetTable;

/** A table that is there, or may be, in the database. The names are ones that Postgres keeps. */
record TableName(String schema, String name) {
  private static final String SHADOW_PREFIX = "_tailrace_shadow_";

  /** The table that readers of the warehouse know. */
  static TableName live(TargetTable target) {
    return new TableName(Names.fitted(target.schema()), Names.fitted(target.name()));
  }

  /** The table that a backfill builds beside it. */
  static TableName shadow(TargetTable target) {
    return new TableName(
        Names.fitted(target.schema()), Names.fitted(SHADOW_PREFIX + target.name()));
  }

  String sql() {
    return Sql.name(schema) + "." + Sql.name(name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
