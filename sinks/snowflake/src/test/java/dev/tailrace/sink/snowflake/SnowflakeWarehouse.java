package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.TargetTable;
import dev.tailrace.testkit.Texts;
import dev.tailrace.testkit.Trait;
import dev.tailrace.testkit.Warehouse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A database under test. */
final class SnowflakeWarehouse implements Warehouse {
  private final String url;
  private final InstantSource clock;
  private SnowflakeSink sink;

  SnowflakeWarehouse(InstantSource clock) {
    this.url = Server.newDatabase();
    this.clock = clock;
    this.sink = openSink();
  }

  String url() {
    return url;
  }

  SnowflakeSink openSink() {
    return SnowflakeSink.open(url, Server.settings(), clock);
  }

  @Override
  public SnowflakeSink sink() {
    return sink;
  }

  @Override
  public void reopen() {
    sink.close();
    sink = openSink();
  }

  @Override
  public List<String> columns(TargetTable table) {
    return query("DESCRIBE TABLE " + TableName.live(table).sql(), r -> r.getString(1));
  }

  @Override
  public List<Map<String, String>> rows(TargetTable table) {
    return stored(TableName.live(table));
  }

  /** What stands in a table. */
  List<Map<String, String>> stored(TableName table) {
    return query("SELECT * FROM " + table.sql(), SnowflakeWarehouse::row);
  }

  private static Map<String, String> row(ResultSet result) throws SQLException {
    Map<String, String> row = new LinkedHashMap<>();
    ResultSetMetaData columns = result.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnName(i);
      text(result, i, columns.getColumnTypeName(i)).ifPresent(t -> row.put(name, t));
    }
    return new JsonRow(row);
  }

  private static Optional<String> text(ResultSet row, int column, String type) throws SQLException {
    if (row.getObject(column) == null) {
      return Optional.empty();
    }
    if (type.startsWith("TIMESTAMP")) {
      return Optional.of(Texts.of(row.getTimestamp(column).toInstant()));
    }
    return Optional.of(
        switch (type) {
          case "BINARY" -> Texts.of(row.getBytes(column));
          case "NUMBER" -> Texts.of(row.getBigDecimal(column));
          case "FLOAT", "DOUBLE", "REAL" -> Texts.of(row.getDouble(column));
          case "BOOLEAN" -> Boolean.toString(row.getBoolean(column));
          default -> row.getString(column);
        });
  }

  <T> List<T> query(String sql, Session.RowReader<T> reader) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<T> all = new ArrayList<>();
      while (result.next()) {
        all.add(reader.read(result));
      }
      return all;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  void execute(String sql) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public List<String> traces() {
    List<String> traces =
        new ArrayList<>(
            query(
                "SELECT table_name FROM information_schema.tables WHERE table_schema NOT IN"
                    + " ('INFORMATION_SCHEMA', 'information_schema', '_fs_information_schema')"
                    + " AND table_catalog = CURRENT_DATABASE()",
                r -> r.getString(1)));
    for (String schema : List.of("tailrace")) {
      try (Connection connection = sink.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("USE SCHEMA " + Sql.name(schema));
        traces.add(schema);
      } catch (SQLException e) {
        assert Failures.isMissing(e) : e;
      }
    }
    return traces;
  }

  @Override
  public void createForeignTable(TargetTable table) {
    execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
    execute("CREATE TABLE " + TableName.live(table).sql() + " (a INTEGER)");
  }

  @Override
  public void close() {
    sink.close();
    Server.drop(url);
  }

  @Override
  public Set<Trait> lacks() {
    return Set.of(Trait.WIDER_NUMBERS);
  }
}
