package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TimeSource;
import dev.tailrace.sink.duckdb.DuckDbSink;
import dev.tailrace.sink.postgres.PostgresSink;
import dev.tailrace.sink.snowflake.SnowflakeSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Holds docs/types.md equal to the code; the variable TAILRACE_WRITE_DOCS=true writes it. */
final class TypesDocTest {
  private static final Path DOCUMENT = Path.of("../../docs/types.md");

  @Test
  void theTableOfTypesIsWhatTheSinksMake() throws IOException {
    String document = document();
    if ("true".equals(System.getenv("TAILRACE_WRITE_DOCS"))) {
      Files.writeString(DOCUMENT, document);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(document);
  }

  private static String document() {
    Map<String, Function<ColumnType, String>> sinks = new LinkedHashMap<>();
    sinks.put("DuckDB", DuckDbSink::columnType);
    sinks.put("Postgres", PostgresSink::columnType);
    sinks.put("Snowflake", SnowflakeSink::columnType);
    Map<String, ColumnType> types = new LinkedHashMap<>();
    types.put("S", new ColumnType.Text());
    types.put("N, integers of up to 18 digits in the sample", new ColumnType.Int64());
    types.put("N, other", new ColumnType.Decimal(18, 2));
    types.put("N, of many digits", new ColumnType.Decimal(38, 10));
    types.put("N, as `double` by hand", new ColumnType.Float64());
    types.put("N or S, as `timestamp(…)` by hand", new ColumnType.Timestamp(TimeSource.EPOCH_MS));
    types.put("B", new ColumnType.Bytes());
    types.put("BOOL", new ColumnType.Bool());
    types.put("M, L, SS, NS, BS; overflow, document", new ColumnType.Json());
    StringBuilder out = new StringBuilder("# Types\n\n");
    out.append(
        "Written by `TypesDocTest` out of the sinks' code. What does not fit a column goes,");
    out.append(" whole, to the row's overflow\ndocument; see [tables.md](tables.md).\n\n");
    out.append("| attribute | Tailrace | ").append(String.join(" | ", sinks.keySet()));
    out.append(" |\n|---|---|").append("---|".repeat(sinks.size())).append("\n");
    types.forEach(
        (attribute, type) -> {
          out.append("| ").append(attribute).append(" | `").append(type.toText()).append("` |");
          sinks.values().forEach(s -> out.append(" `").append(s.apply(type)).append("` |"));
          out.append("\n");
        });
    out.append("\nAnother DynamoDB table gets every attribute as it is. NULL has no column.\n");
    return out.toString();
  }
}
