package dev.tailrace.sink.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Items;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes in a data file that DuckDB itself would stumble over. */
final class DuckDbLoadTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final TargetTable TARGET =
      new TargetTable(
          "main", "orders", new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S))));

  private DuckDbSink sink;

  @SuppressWarnings("NullAway.Init") // the set-up opens the sink
  DuckDbLoadTest() {}

  @BeforeEach
  void startBackfill(@TempDir Path folder) {
    sink = DuckDbSink.open(folder.resolve("warehouse.duckdb"));
    TableShape shape = TableShape.ofKey(TARGET.key()).with(Map.of("nested", new ColumnType.Json()));
    sink.commit(
        new Commit(
            TABLE,
            0,
            Optional.of(new LifeRow(1, 1, "LOADING", "{}")),
            List.of(),
            List.of(new Work.CreateShadow(TARGET, shape))));
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private LoadOutcome load(Item... items) {
    return sink.load(
        new DataFileLoad(
            TABLE,
            1,
            TARGET,
            "data/part-3.json.gz",
            Instant.EPOCH,
            DataFileLoad.Kind.FULL,
            Items.of(Stream.of(items))));
  }

  @Test
  void textThatIsNotUtf8IsAnErrorThatNamesTheFile() {
    byte[] bytes = "{\"pk\":{\"S\":\"a?\"}}".getBytes(StandardCharsets.UTF_8);
    bytes[12] = (byte) 0xff;
    Item latin = Item.slice(bytes, 0, bytes.length);
    assertThatThrownBy(() -> load(Item.of("{\"pk\":{\"S\":\"b\"}}"), latin))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("part-3")
        .hasMessageContaining("UTF-8");
    assertThat(sink.read(TABLE).loadedFiles()).isEmpty();
  }

  @Test
  void nestedTextThatIsNotJsonIsAnErrorThatNamesTheFile() {
    Item bareNewline =
        Item.of("{\"pk\":{\"S\":\"a\"},\"nested\":{\"L\":[{\"S\":\"two\nlines\"}]}}");
    assertThatThrownBy(() -> load(bareNewline))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("part-3")
        .hasMessageContaining("JSON");
    assertThat(sink.read(TABLE).loadedFiles()).isEmpty();
  }
}
