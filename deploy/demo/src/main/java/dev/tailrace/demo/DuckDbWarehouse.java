package dev.tailrace.demo;

import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A DuckDB file, which stays. */
record DuckDbWarehouse(Path file) implements DemoWarehouse {
  @Override
  public String sinkUrl() {
    return "duckdb://" + file;
  }

  @Override
  public Sink openSink(AwsConfig aws) {
    return DuckDbSink.open(file);
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + file);
  }

  @Override
  public String sampleQuery() {
    return """
    SELECT place, magnitude, make_timestamp(time_ms * 1000) AS occurred,
           location->>'depth_km' AS depth_km, json_array_length(products) AS products
    FROM earthquakes
    WHERE magnitude >= 5.5
    ORDER BY magnitude DESC, occurred LIMIT 8""";
  }

  @Override
  public List<String> whatStays() {
    return List.of("The DuckDB file is yours to open: " + file);
  }

  @Override
  public void close() {}
}
