package dev.tailrace.projection;

/**
 * The columns of target tables that are Tailrace's own. Which of them a table has is told by {@link
 * TableOptions#metadata()}.
 */
@SuppressWarnings("ImmutableEnumChecker") // a column type is a record of ints at most
public enum MetaColumn {
  /** The sequence number of the change that made the row; absent for a row of a backfill. */
  SEQUENCE("_tailrace_sequence", new ColumnType.Text()),
  /** When the change was made: a stream's approximate creation time, or the export's time. */
  COMMITTED_AT("_tailrace_committed_at", new ColumnType.Timestamp()),
  /** When the row was written here. */
  SYNCED_AT("_tailrace_synced_at", new ColumnType.Timestamp()),
  /**
   * Until when this version was the item, by the same clock as {@link #COMMITTED_AT}; absent while
   * it is. In tables with a history.
   */
  VALID_TO("_tailrace_valid_to", new ColumnType.Timestamp()),
  /** Whether the item is gone. In tables that keep such rows. */
  DELETED("_tailrace_deleted", new ColumnType.Bool()),
  /** The shard that the change was read from; absent for a row of a backfill. On request. */
  SHARD("_tailrace_shard", new ColumnType.Text()),
  /** The whole item as plain JSON. In the layouts that have it. */
  DOCUMENT("_tailrace_document", new ColumnType.Json()),
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
