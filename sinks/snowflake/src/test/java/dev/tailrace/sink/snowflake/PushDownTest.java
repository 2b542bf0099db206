package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.testkit.ItemMaker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the warehouse makes of a data file by itself is what this process would have made of it. */
final class PushDownTest {
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S)));
  private static final KeySchema KEYS =
      new KeySchema(
          List.of(
              new KeyAttribute("pk", AttributeType.B), new KeyAttribute("sk", AttributeType.N)));

  private @TempDir Path folder;
  private TwoWays ways;

  @SuppressWarnings("NullAway.Init") // JUnit fills the folder in, the set-up makes the rest
  PushDownTest() {}

  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  @BeforeEach
  void open() {
    ways = new TwoWays(folder);
  }

  @AfterEach
  void close() {
    ways.close();
  }

  private static List<Item> items(String attribute, List<String> values) {
    List<Item> items = new ArrayList<>();
    for (String value : values) {
      items.add(
          Item.of("{\"pk\":{\"S\":\"%d\"},\"%s\":%s}".formatted(items.size(), attribute, value)));
    }
    return items;
  }

  private static List<String> numbers(String... texts) {
    return List.of(texts).stream().map(t -> "{\"N\":\"" + t + "\"}").toList();
  }

  private static TableShape shape(String attribute, ColumnType type) {
    return TableShape.ofKey(KEY).with(Map.of(attribute, type));
  }

  private static final List<String> NUMBERS =
      numbers(
          "0",
          "-0",
          "0.0",
          "1",
          "-1",
          "1.005",
          "1.00",
          "1.50",
          "-1.5",
          "0.05",
          "-0.05",
          ".5",
          "00012",
          "+7",
          "1200",
          "12345678.99",
          "123456789.99",
          "99999999.99",
          "100000000",
          "1E3",
          "1e3",
          "1E+3",
          "12E-1",
          "-12.5e-1",
          "1.005E2",
          "1.2345E3",
          "1E-2",
          "1E-3",
          "1E-130",
          "9.9999999999999999999999999999999999999E+125",
          "-1E-130",
          "1E9",
          "1E7",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "922337203685477580700E-2",
          "9223372036854775807.5",
          "12345678901234567890123456789012345678",
          "99999999999999999999999999999999999999",
          "-99999999999999999999999999999999999999",
          "1234567890123456789012345678.9012345678",
          "1234567890123456789012345678.90123456789",
          "0.1234567890",
          "0.12345678901",
          "1.23456789012345",
          "1.234567890123456",
          "123456789012345.6",
          "0.1234567890123456",
          "9007199254740993",
          "999999999999999999",
          "1000000000000000000",
          "9999999999999999999",
          "0.99999999999999999999999999999999999999",
          "00000000000000000000000000000000000000000000001",
          "1.0000000000000000000000000000000000000000");

  @Test
  void numbersAreTakenExactlyOrNotAtAll() {
    List<String> values = new ArrayList<>(NUMBERS);
    values.addAll(
        List.of("{\"S\":\"1\"}", "{\"BOOL\":true}", "{\"NULL\":true}", "{\"NS\":[\"1\"]}"));
    for (ColumnType type :
        List.of(
            new ColumnType.Decimal(10, 2),
            new ColumnType.Int64(),
            new ColumnType.Decimal(38, 10),
            new ColumnType.Decimal(38, 0),
            new ColumnType.Decimal(38, 38),
            new ColumnType.Decimal(18, 0))) {
      ways.assertSame(shape("n", type), items("n", values));
    }
  }

  @Test
  void otherTypesGoWhereTheyGo() {
    List<String> values =
        List.of(
            "{\"S\":\"\"}",
            "{\"S\":\"1\"}",
            "{\"S\":\"é😀\\n\\u0001\\\"\\\\\\u2028 tab\\t\"}",
            "{\"S\":\"{}\"}",
            "{\"S\":\"null\"}",
            "{\"S\":\"true\"}",
            "{\"S\":\"" + "x".repeat(350_000) + "\"}",
            "{\"N\":\"1.5\"}",
            "{\"N\":\"1E-130\"}",
            "{\"B\":\"\"}",
            "{\"B\":\"AAECAw==\"}",
            "{\"B\":\"+/+/\"}",
            "{\"BOOL\":true}",
            "{\"BOOL\":false}",
            "{\"NULL\":true}",
            "{\"M\":{}}",
            "{\"L\":[]}",
            "{\"SS\":[\"b\",\"a\"]}",
            "{\"NS\":[\"10\",\"9\"]}",
            "{\"BS\":[\"AQ==\",\"AA==\"]}",
            "{\"M\":{\"N\":{\"N\":\"1\"},\"NULL\":{\"NULL\":true}}}");
    for (ColumnType type :
        List.of(
            new ColumnType.Text(),
            new ColumnType.Bytes(),
            new ColumnType.Bool(),
            new ColumnType.Json(),
            new ColumnType.Int64())) {
      ways.assertSame(shape("x", type), items("x", values));
    }
  }

  @Test
  void nestedValuesAreTheSamePlainJson() {
    StringBuilder deep = new StringBuilder("{\"N\":\"12345678901234567890.5\"}");
    for (int i = 0; i < 31; i++) {
      deep.insert(0, i % 2 == 0 ? "{\"L\":[" : "{\"M\":{\"😀" + i + "\":");
      deep.append(i % 2 == 0 ? "]}" : "}}");
    }
    String numbers = String.join(",", NUMBERS);
    String set = String.join(",", NUMBERS).replaceAll("\\{\"N\":(\"[^\"]*\")}", "$1");
    ways.assertSame(
        shape("m", new ColumnType.Json()),
        items(
            "m",
            List.of(
                deep.toString(),
                "{\"L\":[" + numbers + "]}",
                "{\"NS\":[" + set + "]}",
                "{\"SS\":[\"\uFF5E\",\"😀\",\"z\",\"é\",\"\",\"zz\",\"a\\u0000\"]}",
                "{\"BS\":[\"/w==\",\"AA==\",\"AAA=\",\"AAAB\",\"+A==\",\"YQ==\",\"QUE=\"]}",
                "{\"M\":{\"__proto__\":{\"M\":{\"constructor\":{\"S\":\"x\"}}},\"b\":{\"B\":\"AA==\"}}}",
                "{\"M\":{\"t\":{\"BOOL\":true},\"f\":{\"BOOL\":false},\"z\":{\"NULL\":true}}}")));
  }

  @Test
  void attributesWithoutAColumnOverflowAndGetTheirs() {
    List<Item> items =
        List.of(
            Item.of("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.50\"},\"x\":{\"NULL\":true}}"),
            Item.of(
                "{\"pk\":{\"S\":\"b\"},\"$.x\":{\"S\":\"y\"},\"/a~b\":{\"L\":[{\"N\":\"1\"}]}}"),
            Item.of(
                "{\"pk\":{\"S\":\"c\"},\"say \\\"x\\\"\":{\"N\":\"1\"},\"it's\\\\\":{\"N\":\"2\"}}"),
            Item.of("{\"pk\":{\"S\":\"d\"},\"😀\":{\"BOOL\":true},\"x\":{\"NULL\":true}}"),
            Item.of("{\"pk\":{\"S\":\"e\"},\"" + "long".repeat(80) + "\":{\"S\":\"1\"}}"),
            Item.of("{\"pk\":{\"S\":\"f\"}}"));
    ways.assertSame(TableShape.ofKey(KEY), items);
    ways.assertSame(shape("x", new ColumnType.Int64()), items);
    ways.assertSame(shape("$.x", new ColumnType.Int64()), items);
  }

  @Test
  void everyOptionHasItsMetadata() {
    List<Item> items =
        items("m", List.of("{\"M\":{\"a\":{\"NS\":[\"2\",\"1\"]}}}", "{\"S\":\"x\"}"));
    for (TableOptions options :
        List.of(
            new TableOptions(Layout.DOCUMENT, Deletes.HARD, Deletes.HARD, true, true),
            new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.IGNORE, false, false),
            new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, true, true))) {
      TableShape shape = TableShape.ofKey(KEY, options).with(Map.of("m", new ColumnType.Json()));
      ways.assertSame(shape, items);
    }
  }

  @Test
  void anEmptyFileHasNoRows() {
    ways.assertSame(TableShape.ofKey(KEY), List.of());
  }

  @Test
  void randomItemsMakeTheSameRows() {
    for (KeySchema key : List.of(KEY, KEYS)) {
      ItemMaker maker = new ItemMaker(7, key);
      Map<ItemKey, Item> items = new LinkedHashMap<>();
      ShapeSampler sampler = new ShapeSampler();
      for (int i = 0; i < 200; i++) {
        Item item = maker.next();
        ItemKey itemKey = ItemKey.of(key, item);
        // StoredFilesTest has the keys that no column holds.
        String canonical = new String(itemKey.toByteArray(), StandardCharsets.UTF_8);
        if (key.equals(KEY) || !canonical.contains(".")) {
          items.put(itemKey, item);
        }
        if (i < 50) {
          sampler.add(item);
        }
      }
      TableShape shape = TableShape.ofKey(key).with(sampler.types());
      ways.assertSame(shape, List.copyOf(items.values()));
    }
  }

  /** As many as the emulator takes in seconds; it did two thousand in three minutes. */
  @Test
  void manyAttributesAreOneStatement() {
    int count = Integer.getInteger("tailrace.test.attributes", 300);
    StringBuilder wide = new StringBuilder("{\"pk\":{\"S\":\"w\"}");
    for (int i = 0; i < count; i++) {
      wide.append(",\"attribute ").append(i).append("\":{\"N\":\"").append(i).append("\"}");
    }
    List<Item> items =
        List.of(Item.of(wide + "}"), Item.of("{\"pk\":{\"S\":\"v\"},\"new\":{\"S\":\"x\"}}"));
    LoadOutcome.Loaded outcome = ways.assertSame(ItemSqlTest.wide(count), items);
    assertThat(outcome).isEqualTo(new LoadOutcome.Loaded(2, count * 3 / 4));
  }
}
