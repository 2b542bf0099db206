package dev.tailrace.sink.sql;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import java.util.ArrayList;
import java.util.List;

/** The columns that a staging relation has behind those of its table. */
public final class StagingColumns {
  /** The name of a {@link dev.tailrace.sink.RowChange.Kind}; never NULL. */
  public static final String KIND = "_tailrace_staged_kind";

  /** Whether the row is the first of its key; never NULL. */
  public static final String FIRST = "_tailrace_staged_first";

  /** How many there are. */
  public static final int COUNT = 2;

  private StagingColumns() {}

  /** The definitions of all columns of a staging table: the table's first. */
  public static List<String> definitions(TableShape shape, Dialect dialect) {
    List<String> all = new ArrayList<>(Sql.definitions(shape, dialect));
    all.add(Sql.name(KIND) + " " + dialect.type(new ColumnType.Text()));
    all.add(Sql.name(FIRST) + " " + dialect.type(new ColumnType.Bool()));
    return all;
  }
}
