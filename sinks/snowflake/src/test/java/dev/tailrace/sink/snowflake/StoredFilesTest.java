package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.StoredFile;
import dev.tailrace.sink.TableId;
import dev.tailrace.testkit.Items;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files that the warehouse takes out of the bucket by itself, or does not. */
final class StoredFilesTest {
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S)));
  private static final KeySchema NUMBER =
      new KeySchema(List.of(new KeyAttribute("id", AttributeType.N)));
  private static final TableShape SHAPE = TableShape.ofKey(KEY);

  private @TempDir Path folder;
  private TwoWays ways;

  @SuppressWarnings("NullAway.Init") // JUnit fills the folder in, the set-up makes the rest
  StoredFilesTest() {}

  @BeforeAll
  static void needsAnEmulator() {
    Server.port();
  }

  @BeforeEach
  void open() {
    ways = new TwoWays(folder);
  }

  @AfterEach
  void close() {
    ways.close();
  }

  private static List<Item> items(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Item.of("{\"pk\":{\"S\":\"%d\"}}".formatted(i)))
        .toList();
  }

  private LoadOutcome load(TwoWays.Table table, StoredFile file) {
    return ways.sink.load(TwoWays.load(table, "f", ExportBucket.unread(), Optional.of(file)));
  }

  private void assertNothingLoaded(TwoWays.Table table) {
    assertThat(ways.sink.read(table.id()).loadedFiles()).isEmpty();
    assertThat(ways.rows(table)).isEmpty();
  }

  @Test
  void aFileIsLoadedOnce() {
    TwoWays.Table table = ways.create(SHAPE);
    StoredFile file = ways.bucket.write("a", items(3));
    assertThat(load(table, file)).isEqualTo(new LoadOutcome.Loaded(3));
    assertThat(load(table, file)).isEqualTo(new LoadOutcome.AlreadyLoaded(3));
    assertThat(ways.sink.read(table.id()).loadedFiles()).isEqualTo(Map.of("f", 3L));
    assertThat(ways.rows(table)).hasSize(3);
  }

  @Test
  void theSameFileGoesIntoAnotherTableToo() {
    StoredFile file = ways.bucket.write("a", items(3));
    for (int i = 0; i < 2; i++) {
      TwoWays.Table table = ways.create(SHAPE);
      assertThat(load(table, file)).isEqualTo(new LoadOutcome.Loaded(3));
      assertThat(ways.rows(table)).hasSize(3);
    }
  }

  @Test
  void aLoadForAnotherLifeIsRefused() {
    TwoWays.Table table = ways.create(SHAPE);
    StoredFile file = ways.bucket.write("a", items(3));
    assertThat(
            ways.sink.load(TwoWays.load(table, 7, "f", ExportBucket.unread(), Optional.of(file))))
        .isInstanceOf(LoadOutcome.Refused.class);
    assertNothingLoaded(table);
  }

  @Test
  void aFileOfAnotherCountThanTheManifestSaysIsNotLoaded() {
    TwoWays.Table table = ways.create(SHAPE);
    ways.bucket.write("a", items(3));
    for (long wrong : new long[] {2, 4}) {
      assertThatThrownBy(() -> load(table, ways.bucket.file("a", wrong)))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("has 3 items")
          .hasMessageContaining("says " + wrong);
    }
    assertNothingLoaded(table);
    assertThat(load(table, ways.bucket.file("a", 3))).isEqualTo(new LoadOutcome.Loaded(3));
  }

  @Test
  void aFileThatIsCutShortOrBrokenIsNotLoaded() throws IOException {
    TwoWays.Table table = ways.create(SHAPE);
    StoredFile file = ways.bucket.write("a", items(20_000));
    byte[] whole = Files.readAllBytes(ways.bucket.path("a"));
    byte[] torn = whole.clone();
    Arrays.fill(torn, torn.length / 2, torn.length / 2 + 64, (byte) 0);
    for (byte[] bad :
        List.of(
            Arrays.copyOf(whole, whole.length / 2),
            torn,
            "{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n{\"Item\":{".getBytes(StandardCharsets.UTF_8))) {
      Files.write(ways.bucket.path("a"), bad);
      assertThatThrownBy(() -> load(table, file))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("a.json.gz")
          .hasMessageContaining("xport again");
      assertNothingLoaded(table);
    }
    Files.write(ways.bucket.path("a"), whole);
    assertThat(load(table, file)).isEqualTo(new LoadOutcome.Loaded(20_000));
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    TwoWays.Table table = ways.create(SHAPE);
    StoredFile file = ways.bucket.write("a", items(1));
    Files.delete(ways.bucket.path("a"));
    assertThatThrownBy(() -> load(table, file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("a.json.gz")
        .hasMessageContaining("was not found");
    assertNothingLoaded(table);
  }

  @Test
  void aBucketThatLetsNobodyInIsToldWithItsMend() throws IOException {
    TwoWays.Table table = ways.create(SHAPE);
    StoredFile file = ways.bucket.write("a", items(1));
    Path moved = folder.resolveSibling(folder.getFileName() + "-moved");
    Files.move(folder, moved);
    try {
      assertThatThrownBy(() -> load(table, file))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("Access Denied")
          .hasMessageContaining("STORAGE_ALLOWED_LOCATIONS");
    } finally {
      Files.move(moved, folder);
    }
    assertNothingLoaded(table);
    assertThat(load(table, file)).isEqualTo(new LoadOutcome.Loaded(1));
  }

  @Test
  void aStageThatIsNotThereIsToldBeforeAnythingIsLoaded() {
    assertThat(obstacles("PUBLIC.NONE"))
        .singleElement(as(STRING))
        .contains("PUBLIC.NONE", "GRANT USAGE");
    // What Tailrace makes for its own files is a stage, but over no bucket.
    ways.assertSame(TableShape.ofKey(KEY), List.of());
    assertThat(obstacles("%22tailrace%22.%22files%22"))
        .singleElement(as(STRING))
        .contains("no external stage", "CREATE STAGE");
  }

  private List<String> obstacles(String stage) {
    String url = ways.warehouse.url() + "&exportStage=" + stage;
    try (SnowflakeSink sink = SnowflakeSink.open(url, Server.settings(), TwoWays.CLOCK)) {
      return sink.obstacles(new TableId("shop", "unknown"), List.of());
    }
  }

  @Test
  void whatSqlWouldNotMakeTheSameIsReadHere() {
    List<Item> items = List.of(Item.of("{\"pk\":{\"S\":\"a\"},\"d\":{\"N\":\"1.1\"}}"));
    for (ColumnType type :
        List.of(new ColumnType.Float64(), ColumnType.parse("timestamp(epoch-s)"))) {
      TwoWays.Table table = ways.create(SHAPE.with(Map.of("d", type)));
      StoredFile file = ways.bucket.write("a", items);
      assertThat(
              ways.sink.load(TwoWays.load(table, "f", Items.of(items.stream()), Optional.of(file))))
          .isEqualTo(new LoadOutcome.Loaded(1));
      assertThat(ways.rows(table)).first().extracting(r -> r.get("d")).isNotNull();
    }
  }

  @Test
  void aFileOutsideOfTheStageIsReadHere() {
    TwoWays.Table table = ways.create(SHAPE);
    StoredFile elsewhere = new StoredFile("s3://other/a.json.gz", 2);
    assertThat(
            ways.sink.load(
                TwoWays.load(table, "f", Items.of(items(2).stream()), Optional.of(elsewhere))))
        .isEqualTo(new LoadOutcome.Loaded(2));
    assertThat(ways.rows(table)).hasSize(2);
  }

  @Test
  void aKeyThatNoColumnHoldsIsReadHere() {
    TwoWays.Table table = ways.create(TableShape.ofKey(NUMBER));
    List<Item> items =
        List.of(Item.of("{\"id\":{\"N\":\"1\"}}"), Item.of("{\"id\":{\"N\":\"05e-1\"}}"));
    StoredFile file = ways.bucket.write("a", items);
    assertThat(
            ways.sink.load(TwoWays.load(table, "f", Items.of(items.stream()), Optional.of(file))))
        .isEqualTo(new LoadOutcome.Loaded(2, 1));
    assertThat(ways.rows(table))
        .extracting(r -> r.getOrDefault("_tailrace_overflow", ""))
        .containsExactlyInAnyOrder("", "{\"id\":{\"N\":\"0.5\"}}");
  }

  @Test
  void anItemWithoutItsKeyFailsAsEver() {
    TwoWays.Table table = ways.create(SHAPE);
    List<Item> items = List.of(Item.of("{\"other\":{\"S\":\"a\"}}"));
    StoredFile file = ways.bucket.write("a", items);
    assertThatThrownBy(
            () ->
                ways.sink.load(
                    TwoWays.load(table, "f", Items.of(items.stream()), Optional.of(file))))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("data file f");
    assertNothingLoaded(table);
  }

  @Test
  void anItemThatIsNoneFailsAsEver() {
    TableShape shape = SHAPE.with(Map.of("n", new ColumnType.Int64(), "b", new ColumnType.Bytes()));
    for (String bad : List.of("\"n\":{\"N\":\"abc\"}", "\"b\":{\"B\":\"*\"}")) {
      TwoWays.Table table = ways.create(shape);
      List<Item> items = List.of(Item.of("{\"pk\":{\"S\":\"a\"}," + bad + "}"));
      StoredFile file = ways.bucket.write("a", items);
      assertThatThrownBy(
              () ->
                  ways.sink.load(
                      TwoWays.load(table, "f", Items.of(items.stream()), Optional.of(file))))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("data file f");
      assertNothingLoaded(table);
    }
  }
}
