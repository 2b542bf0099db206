package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Dialect;
import dev.tailrace.sink.sql.Engine;
import dev.tailrace.sink.sql.RowSource;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.Staged;
import dev.tailrace.sink.sql.StagedRows;
import dev.tailrace.sink.sql.StagingColumns;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Brings rows into DuckDB through {@link RowFunction}, in bulk whatever they are. */
final class DuckDbEngine implements Engine {
  private static final String STAGING = "temp.tailrace_staging";
  private static final String PAGES = "temp.tailrace_pages";

  private final Dialect dialect = new DuckDbDialect();
  private final RowFunction function;

  DuckDbEngine(RowFunction function) {
    this.function = function;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Staged stage(Session session, TableShape shape, StagedRows rows) throws SQLException {
    ProjectedRows projected = new ProjectedRows(shape, rows);
    feed(session, projected, from -> stageSql(shape, from));
    return projected.projector().staged(STAGING);
  }

  static String stageSql(TableShape shape, String from) {
    List<ColumnType> types = new ArrayList<>(ProjectedRows.tableTypes(shape));
    List<String> names = new ArrayList<>(Sql.names(shape));
    types.add(new ColumnType.Text());
    names.add(Sql.name(StagingColumns.KIND));
    types.add(new ColumnType.Bool());
    names.add(Sql.name(StagingColumns.FIRST));
    String values =
        IntStream.range(0, types.size())
            .mapToObj(i -> DuckDbDialect.carried(types.get(i), "c" + i) + " AS " + names.get(i))
            .collect(Collectors.joining(", "));
    return "CREATE TEMP TABLE tailrace_staging AS SELECT %s FROM %s".formatted(values, from);
  }

  @Override
  public void unstage(Session session, Staged staged) throws SQLException {
    session.execute("DROP TABLE " + staged.relation());
  }

  /** Appends rows that need no look at those in the table, straight from where they come. */
  Staged append(Session session, TableName table, TableShape shape, StagedRows rows)
      throws SQLException {
    ProjectedRows projected = new ProjectedRows(shape, rows);
    feed(session, projected, from -> insertSql(table, shape, from));
    return projected.projector().staged(table.sql());
  }

  static String insertSql(TableName table, TableShape shape, String from) {
    return "INSERT INTO %s (%s) SELECT %s FROM %s"
        .formatted(
            table.sql(),
            String.join(", ", Sql.names(shape)),
            carried(ProjectedRows.tableTypes(shape)),
            from);
  }

  private static String carried(List<ColumnType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> DuckDbDialect.carried(types.get(i), "c" + i))
        .collect(Collectors.joining(", "));
  }

  @Override
  public void append(Session session, String table, RowSource rows) throws SQLException {
    feed(
        session,
        rows,
        from -> "INSERT INTO %s SELECT %s FROM %s".formatted(table, carried(rows.types()), from));
  }

  @FunctionalInterface
  private interface FeedSql {
    String from(String relation);
  }

  /** Runs a statement over rows. What their source threw comes out as itself. */
  private void feed(Session session, RowSource rows, FeedSql sql) throws SQLException {
    try (RowFeed feed = function.feed(rows)) {
      try {
        session.execute(sql.from(feed.sql()));
      } catch (SQLException e) {
        feed.rethrowFailure();
        throw e;
      }
    }
  }

  /**
   * Through a temporary table that is read a page at a time: DuckDB can't keep a result open beside
   * another statement.
   */
  @Override
  public <T> void forEachPage(
      Session session, Scan scan, Session.RowReader<T> reader, PageConsumer<T> consumer)
      throws SQLException {
    @Nullable Object[] parameters = scan.parameters().toArray();
    session.execute(pagesSql(scan), parameters);
    List<Long> pages =
        session.query(
            r -> r.getLong(1),
            "SELECT DISTINCT _tailrace_page FROM " + PAGES + " ORDER BY _tailrace_page");
    for (long page : pages) {
      consumer.accept(
          session.query(
              reader,
              "SELECT * EXCLUDE (_tailrace_row, _tailrace_page) FROM "
                  + PAGES
                  + " WHERE _tailrace_page = ? ORDER BY _tailrace_row",
              page));
    }
    session.execute("DROP TABLE " + PAGES);
  }

  private static String pagesSql(Scan scan) {
    String order = scan.order().isEmpty() ? "" : "ORDER BY " + scan.order() + " ";
    return "CREATE TEMP TABLE tailrace_pages AS SELECT %s, row_number() OVER w AS _tailrace_row, (sum(%s) OVER w // %d)::BIGINT AS _tailrace_page FROM %s WINDOW w AS (%sROWS UNBOUNDED PRECEDING)"
        .formatted(scan.columns(), scan.weight(), Scan.PAGE_BYTES, scan.from(), order);
  }

  /** Views and macros find a table by its name; comments and indexes are its own. */
  @Override
  public SessionWork beforeSwap(Session session, Replacement replacement) throws SQLException {
    return TableExtras.of(session, replacement.live(), replacement.after(), dialect);
  }
}
