package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.TargetTable;

/** A table that is there, or may be, in the database. */
record TableName(String schema, String name) {
  private static final String SHADOW_PREFIX = "_tailrace_shadow_";
  private static final int LONGEST = 200;

  /** The table that readers of the warehouse know. */
  static TableName live(TargetTable target) {
    return new TableName(target.schema(), target.name());
  }

  /** A table that a backfill builds beside it; each has a name of its own. */
  static TableName shadow(TargetTable target, String unique) {
    String name = target.name();
    String cut = name.substring(0, name.offsetByCodePoints(0, Math.min(LONGEST, length(name))));
    return new TableName(target.schema(), SHADOW_PREFIX + cut + "_" + unique);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  String sql() {
    return Sql.name(schema) + "." + Sql.name(name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
