package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.TableName;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Postgres's columns, names, rows and indexes can't hold is kept whole all the same. */
final class LimitsTest {
  private static final String OVERFLOW = "_tailrace_overflow";
  private static final KeySchema KEY = Pipeline.key("pk", AttributeType.S);

  private PostgresWarehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = new PostgresWarehouse(InstantSource.system());
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private Pipeline live(String name, KeySchema key) {
    return live(name, key, TableOptions.DEFAULTS);
  }

  private Pipeline live(String name, KeySchema key, TableOptions options) {
    Pipeline pipeline = new Pipeline(warehouse.sink(), new TargetTable("main", name, key, options));
    pipeline.goLive();
    return pipeline;
  }

  private List<Map<String, String>> stored(Pipeline pipeline) {
    return warehouse.stored(TableName.live(pipeline.target(), new PostgresDialect()));
  }

  @Test
  void aNullCharacterTakesItsValueWholeToTheOverflow() {
    Pipeline pipeline = live("nulls", KEY);
    pipeline.upsert(
        """
        {"pk":{"S":"a"},"t":{"S":"plain"},"j":{"M":{"x":{"S":"1"}}}}""",
        """
        {"pk":{"S":"b"},"t":{"S":"x\\u0000y"},"j":{"M":{"x":{"S":"\\\\u0000"},"n":{"N":"1.50"}}}}""",
        """
        {"pk":{"S":"c"},"t":{"S":"z"},"j":{"M":{"x\\u0000":{"SS":["\\u0000"]}}}}""");
    assertThat(stored(pipeline))
        .anySatisfy(
            r ->
                assertThat(r)
                    .containsEntry("pk", "b")
                    .containsEntry("j", "{\"n\": 1.50, \"x\": \"\\\\u0000\"}")
                    .doesNotContainKey("t")
                    .containsEntry(OVERFLOW, "{\"t\":{\"S\":\"x\\u0000y\"}}"))
        .anySatisfy(
            r ->
                assertThat(r)
                    .containsEntry("pk", "c")
                    .containsEntry("t", "z")
                    .doesNotContainKey("j")
                    .containsEntry(
                        OVERFLOW, "{\"j\":{\"M\":{\"x\\u0000\":{\"SS\":[\"\\u0000\"]}}}}"));
    pipeline.upsert("{\"pk\":{\"S\":\"b\"},\"t\":{\"S\":\"well\"}}");
    assertThat(stored(pipeline))
        .anySatisfy(
            r ->
                assertThat(r)
                    .containsEntry("pk", "b")
                    .containsEntry("t", "well")
                    .doesNotContainKey(OVERFLOW));
  }

  @Test
  void aKeyWithANullCharacterIsFoundAgainHoweverItIsWritten() {
    Pipeline pipeline =
        live("nullkeys", Pipeline.key("p\"k", AttributeType.S, "s", AttributeType.N));
    String item = "{%s,\"v\":{\"S\":\"%s\"}}";
    pipeline.upsert(
        item.formatted("\"p\\\"k\":{\"S\":\"a\\u0000\"},\"s\":{\"N\":\"1\"}", "first"),
        item.formatted("\"p\\\"k\":{\"S\":\"a\\u0000\"},\"s\":{\"N\":\"1.5\"}", "half"),
        item.formatted("\"p\\\"k\":{\"S\":\"a\\u0000}\"},\"s\":{\"N\":\"1\"}", "other"));
    pipeline.upsert(
        "{\"w\":{\"S\":\"\\u0000\"},\"s\":{\"N\":\"1.0\"},\"\\u0070\\u0022k\":{\"S\":\"\\u0061\\u0000\"}}");
    pipeline.delete("{\"s\":{\"N\":\"15E-1\"},\"p\\\"k\":{\"S\":\"a\\u0000\"}}");
    assertThat(stored(pipeline))
        .hasSize(2)
        .anySatisfy(r -> assertThat(r).containsEntry("v", "other").containsEntry("s", "1"))
        .anySatisfy(
            r ->
                assertThat(r)
                    .doesNotContainKey("v")
                    .containsEntry(
                        OVERFLOW, "{\"p\\\"k\":{\"S\":\"a\\u0000\"},\"w\":{\"S\":\"\\u0000\"}}"));
  }

  @Test
  void keysTooLongForAnIndexAreFoundAgain() {
    Pipeline pipeline =
        live("longkeys", Pipeline.key("pk", AttributeType.B, "sk", AttributeType.S));
    byte[] random = new byte[2048];
    new Random(7).nextBytes(random);
    String pk = Base64.getEncoder().encodeToString(random);
    String sk = "日".repeat(341);
    String item =
        "{\"pk\":{\"B\":\"" + pk + "\"},\"sk\":{\"S\":\"" + sk + "%s\"},\"n\":{\"N\":\"%d\"}}";
    pipeline.upsert(item.formatted("", 1), item.formatted("b", 2));
    pipeline.upsert(item.formatted("", 3));
    assertThat(stored(pipeline))
        .hasSize(2)
        .allSatisfy(r -> assertThat(r).doesNotContainKey("pk").containsKey("sk"));
    assertThat(warehouse.rows(pipeline.target()))
        .allSatisfy(r -> assertThat(r).containsEntry("pk", pk))
        .extracting(r -> r.get("n"))
        .containsExactlyInAnyOrder("2", "3");
    pipeline.delete(item.formatted("", 0), item.formatted("b", 0));
    assertThat(stored(pipeline)).isEmpty();
  }

  @Test
  void namesOfTwoHundredBytesStayApartAndAreRecorded() {
    Pipeline pipeline = live("n".repeat(200), KEY);
    String common = "é".repeat(100);
    pipeline.upsert(
        "{\"pk\":{\"S\":\"a\"},\"%1$s1\":{\"S\":\"one\"},\"%1$s2\":{\"S\":\"two\"}}"
            .formatted(common));
    pipeline.upsert("{\"pk\":{\"S\":\"b\"},\"%s2\":{\"S\":\"again\"}}".formatted(common));
    Map<String, String> names =
        warehouse.query("SELECT attribute, column_name FROM tailrace.columns").stream()
            .collect(
                Collectors.toMap(
                    r -> r.getOrDefault("attribute", ""), r -> r.getOrDefault("column_name", "")));
    assertThat(names.values())
        .allSatisfy(
            n -> assertThat(n.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63));
    assertThat(stored(pipeline))
        .anySatisfy(
            r ->
                assertThat(r)
                    .containsEntry(names.get(common + "1"), "one")
                    .containsEntry(names.get(common + "2"), "two"))
        .anySatisfy(r -> assertThat(r).containsEntry(names.get(common + "2"), "again"));
  }

  @Test
  void attributesNamedLikePostgressOwnColumnsGetANumber() {
    Pipeline pipeline = live("system", Pipeline.key("ctid", AttributeType.S));
    pipeline.upsert(
        "{\"ctid\":{\"S\":\"a\"},\"xmin\":{\"N\":\"1\"},\"XMIN\":{\"N\":\"2\"},\"oid\":{\"N\":\"3\"}}");
    pipeline.upsert("{\"ctid\":{\"S\":\"a\"},\"xmin\":{\"N\":\"4\"}}");
    assertThat(stored(pipeline))
        .hasSize(1)
        .allSatisfy(
            r ->
                assertThat(r)
                    .containsEntry("ctid_2", "a")
                    .containsValue("4")
                    .doesNotContainKeys("xmin", "oid"));
  }

  @Test
  void aRowWiderThanAPageKeepsWhatDoesNotFitInTheOverflow() {
    Pipeline pipeline = live("wide", KEY);
    StringBuilder json = new StringBuilder("{\"pk\":{\"S\":\"a\"}");
    Random random = new Random(3);
    for (int i = 0; i < 900; i++) {
      byte[] value = new byte[45];
      random.nextBytes(value);
      String text = Base64.getEncoder().encodeToString(value);
      json.append(",\"a%d\":{\"%s\":\"%s\"}".formatted(i, i % 2 == 0 ? "S" : "B", text));
    }
    String item = json.append('}').toString();
    pipeline.upsert(item);
    Map<String, String> row = stored(pipeline).getFirst();
    assertThat(row.size()).isBetween(250, 400);
    assertThat(row).containsKey(OVERFLOW);
    assertThat(warehouse.rows(pipeline.target()).getFirst()).hasSize(1 + 900 + 3);
    pipeline.upsert("{\"pk\":{\"S\":\"a\"},\"a899\":{\"B\":\"AAEC\"}}");
    assertThat(stored(pipeline).getFirst())
        .containsEntry("a899", "\\x000102")
        .doesNotContainKey(OVERFLOW);
  }

  @Test
  void columnsBeyondTheMostThatATableHasGoToTheOverflow() {
    Pipeline pipeline = live("full", KEY);
    StringBuilder json = new StringBuilder("{\"pk\":{\"S\":\"a\"}");
    for (int i = 0; i < 1700; i++) {
      json.append(",\"a%d\":{\"BOOL\":true}".formatted(i));
    }
    pipeline.upsert(json.append('}').toString());
    assertThat(warehouse.columns(pipeline.target())).hasSize(1600 - 2);
    assertThat(warehouse.rows(pipeline.target()).getFirst()).hasSize(1 + 1700 + 3);
  }

  @Test
  void aDocumentWithANullCharacterStandsWholeInTheOverflow() {
    assertThat(overflowOfADocumentWithANullCharacter(Layout.DOCUMENT))
        .isEqualTo("{\"n\":{\"N\":\"1\"},\"t\":{\"S\":\"x\\u0000\"}}");
  }

  @Test
  void besideColumnsADocumentWithANullCharacterLeavesThatValueInTheOverflow() {
    assertThat(overflowOfADocumentWithANullCharacter(Layout.BOTH))
        .isEqualTo("{\"t\":{\"S\":\"x\\u0000\"}}");
  }

  private String overflowOfADocumentWithANullCharacter(Layout layout) {
    TableOptions options = new TableOptions(layout, Deletes.HARD, Deletes.HARD, false, false);
    Pipeline pipeline = live("document", KEY, options);
    pipeline.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"},\"t\":{\"S\":\"x\\u0000\"}}");
    Map<String, String> row = stored(pipeline).getFirst();
    assertThat(row).doesNotContainKey("_tailrace_document");
    return row.getOrDefault(OVERFLOW, "");
  }
}
