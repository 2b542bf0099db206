package dev.tailrace.sink.postgres;

import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.testkit.Warehouse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database under test. */
final class PostgresWarehouse implements Warehouse {
  private final String url;
  private final InstantSource clock;
  private PostgresSink sink;

  PostgresWarehouse(InstantSource clock) {
    this.url = Server.one().newDatabase();
    this.clock = clock;
    this.sink = openSink();
  }

  /** The URL of the same database, behind something else that listens on {@code port}. */
  String urlAt(int port) {
    return url.replace(":" + Server.one().port() + "/", ":" + port + "/");
  }

  String url() {
    return url;
  }

  PostgresSink openSink() {
    return PostgresSink.open(url, PostgresSettings.defaults(), clock);
  }

  @Override
  public PostgresSink sink() {
    return sink;
  }

  @Override
  public void reopen() {
    sink.close();
    sink = openSink();
  }

  @Override
  public List<String> columns(TargetTable table) {
    try (Connection connection = sink.connect()) {
      return Readback.of(connection, table).columns();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<Map<String, String>> rows(TargetTable table) {
    try (Connection connection = sink.connect()) {
      return List.copyOf(Readback.of(connection, table).rows());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What stands in the table, by column name, as the server shows it; NULLs are left out. */
  List<Map<String, String>> stored(TableName table) {
    return query("SELECT * FROM " + table.sql());
  }

  /** The rows of a query, by column name, as the server shows them; NULLs are left out. */
  List<Map<String, String>> query(String sql) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String column = result.getMetaData().getColumnName(i);
          Optional.ofNullable(result.getString(i)).ifPresent(v -> row.put(column, v));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void execute(String sql) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<String> traces() {
    return query(
            "SELECT nspname AS name FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_'"
                + " AND nspname NOT IN ('information_schema', 'public') UNION ALL"
                + " SELECT relname FROM pg_catalog.pg_class"
                + " WHERE relnamespace = 'public'::regnamespace")
        .stream()
        .map(row -> String.valueOf(row.get("name")))
        .toList();
  }

  /** As a restart of the server does. */
  @Override
  public boolean breakConnections() {
    Server.one()
        .execute(
            "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = '%s'"
                .formatted(url.substring(url.lastIndexOf('/') + 1)));
    return true;
  }

  @Override
  public void createForeignTable(TargetTable table) {
    execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
    execute("CREATE TABLE " + TableName.live(table, new PostgresDialect()).sql() + " (a integer)");
  }

  @Override
  public void close() {
    sink.close();
    Server.one().drop(url);
  }
}
