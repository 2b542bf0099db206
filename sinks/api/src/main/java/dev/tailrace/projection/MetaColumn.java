package dev.tailrace.projection;

/** The columns of a target table that are Tailrace's own. */
@SuppressWarnings("ImmutableEnumChecker") // a column type is a record of ints at most
public enum MetaColumn {
  /** The sequence number of the change that made the row; absent for a row of a backfill. */
  SEQUENCE("_tailrace_sequence", new ColumnType.Text()),
  /** When the change was made: a stream's approximate creation time, or the export's time. */
  COMMITTED_AT("_tailrace_committed_at", new ColumnType.Timestamp()),
  /** When the row was written here. */
  SYNCED_AT("_tailrace_synced_at", new ColumnType.Timestamp()),
  /**
   * The attributes that their columns could not hold, as DynamoDB JSON; absent when there are none.
   */
  OVERFLOW("_tailrace_overflow", new ColumnType.Json());

  /** What the names of all metadata columns begin with. */
  public static final String PREFIX = "_tailrace_";

  private final String columnName;
  private final ColumnType type;

  MetaColumn(String columnName, ColumnType type) {
    this.columnName = columnName;
    this.type = type;
  }

  /** The column's name. */
  public String columnName() {
    return columnName;
  }

  /** The column's type. */
  public ColumnType type() {
    return type;
  }
}
