package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.sink.sql.RowSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/**
 * The table function through which all rows enter DuckDB: {@code SELECT c0, c1 FROM
 * tailrace_rows_…(7)} reads the {@link RowSource} that was fed under the number 7. Columns are
 * called by their position, so that no attribute's name has to be allowed there.
 */
final class RowFunction
    implements DuckDBTableFunction<RowFeed, RowFunction.Scan, RowFunction.NoLocalState> {
  private final String name;
  private final Map<Long, RowFeed> feeds = new ConcurrentHashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();

  private RowFunction(String name) {
    this.name = name;
  }

  /** Registers the function; every connection to the same file in this process sees it. */
  static RowFunction register(Connection connection) throws SQLException {
    // A name of its own: a file opened twice in one process is one database with one catalog.
    RowFunction function = new RowFunction("tailrace_rows_" + Long.toHexString(System.nanoTime()));
    try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
      builder
          .withName(function.name)
          .withParameter(Long.class)
          .withProjectionPushdown()
          .withFunction(function)
          .register(connection);
    }
    return function;
  }

  /** Makes {@code source} readable until the feed is closed. */
  RowFeed feed(RowSource source) {
    long number = lastNumber.incrementAndGet();
    RowFeed feed = new RowFeed(source, name + "(" + number + ")", () -> feeds.remove(number));
    feeds.put(number, feed);
    return feed;
  }

  /** What one reading of a feed needs; {@code columns} are those that the query asks for. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Scan(RowFeed feed, ColumnType[] types, int[] columns) {}

  /** There is none: one thread at a time reads a source. */
  record NoLocalState() {}

  @Override
  public RowFeed bind(DuckDBTableFunctionBindInfo info) throws SQLException {
    long number = info.getParameter(0).getLong();
    RowFeed feed = feeds.get(number);
    if (feed == null) {
      throw new IllegalStateException("no rows are fed under the number " + number);
    }
    List<ColumnType> types = feed.source().types();
    for (int i = 0; i < types.size(); i++) {
      addColumn(info, "c" + i, types.get(i));
    }
    info.setCardinality(feed.source().expectedRows(), false);
    return feed;
  }

  private static void addColumn(DuckDBTableFunctionBindInfo info, String column, ColumnType type)
      throws SQLException {
    switch (type) {
      case ColumnType.Bool t -> info.addResultColumn(column, DuckDBColumnType.BOOLEAN);
      case ColumnType.Float64 t -> info.addResultColumn(column, DuckDBColumnType.DOUBLE);
      case ColumnType.Int64 t -> info.addResultColumn(column, DuckDBColumnType.BIGINT);
      case ColumnType.Timestamp t -> info.addResultColumn(column, DuckDBColumnType.BIGINT);
      case ColumnType.Text t -> info.addResultColumn(column, DuckDBColumnType.VARCHAR);
      case ColumnType.Json t -> info.addResultColumn(column, DuckDBColumnType.VARCHAR);
      case ColumnType.Bytes t -> info.addResultColumn(column, DuckDBColumnType.VARCHAR);
      case ColumnType.Decimal d -> {
        try (DuckDBLogicalType decimal = DuckDBLogicalType.decimal(d.precision(), d.scale())) {
          info.addResultColumn(column, decimal);
        }
      }
    }
  }

  @Override
  public Scan init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    RowFeed feed = info.getBindData();
    int[] columns = new int[Math.toIntExact(info.getColumnCount())];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Math.toIntExact(info.getColumnIndex(i));
    }
    return new Scan(feed, feed.source().types().toArray(ColumnType[]::new), columns);
  }

  @Override
  public NoLocalState localInit(DuckDBTableFunctionInitInfo info) {
    return new NoLocalState();
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
    Scan scan = info.getInitData();
    try {
      RowSource source = scan.feed().source();
      int rows = source.next();
      for (int i = 0; rows > 0 && i < scan.columns().length; i++) {
        int column = scan.columns()[i];
        Vectors.write(source.vector(column), scan.types()[column], rows, out.vector(i));
      }
      return rows;
    } catch (RuntimeException | Error e) {
      // DuckDB turns it into text; whoever runs the statement wants the exception itself.
      scan.feed().failed(e);
      throw e;
    }
  }
}
