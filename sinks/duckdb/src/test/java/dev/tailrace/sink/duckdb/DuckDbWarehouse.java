package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.testkit.Texts;
import dev.tailrace.testkit.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A DuckDB file under test. */
final class DuckDbWarehouse implements Warehouse {
  private final Path folder;
  private final Path file;
  private final InstantSource clock;
  private DuckDbSink sink;

  DuckDbWarehouse(Path folder, InstantSource clock) {
    this.folder = folder.resolve("made");
    this.file = folder.resolve("made/on the way/warehouse.duckdb");
    this.clock = clock;
    this.sink = openSink();
  }

  private DuckDbSink openSink() {
    return DuckDbSink.open(file, new DuckDbSettings(512, 2), clock);
  }

  @Override
  public Sink sink() {
    return sink;
  }

  @Override
  public void reopen() {
    sink.close();
    sink = openSink();
  }

  @Override
  public List<String> columns(TargetTable table) {
    return query(table, " LIMIT 0").columns();
  }

  @Override
  public List<Map<String, String>> rows(TargetTable table) {
    return query(table, "").rows();
  }

  private record Content(List<String> columns, List<Map<String, String>> rows) {}

  private Content query(TargetTable table, String limit) {
    String sql = "SELECT * FROM " + TableName.live(table, new DuckDbDialect()).sql() + limit;
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        columns.add(result.getMetaData().getColumnName(i));
      }
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          Object value = value(result, i + 1);
          if (value != null) {
            row.put(columns.get(i), Texts.ofObject(value));
          }
        }
        rows.add(row);
      }
      return new Content(columns, rows);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static @org.jspecify.annotations.Nullable Object value(ResultSet result, int column)
      throws SQLException {
    return switch (result.getMetaData().getColumnTypeName(column)) {
      case "BLOB" -> result.getBytes(column);
      case "JSON" -> result.getString(column);
      default -> result.getObject(column);
    };
  }

  @Override
  public List<String> traces() {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the engine does at a failure that it can't undo. */
  @Override
  public boolean breakConnections() {
    sink.killEngine();
    return true;
  }

  @Override
  public void createForeignTable(TargetTable table) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE " + TableName.live(table, new DuckDbDialect()).sql() + " (a INTEGER)");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    sink.close();
  }
}
