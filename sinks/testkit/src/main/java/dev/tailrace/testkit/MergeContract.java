package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a merge makes of changes: keys that never collapse, images that are whole, exact values. */
public abstract class MergeContract extends SinkContract {
  private static final String OVERFLOW = MetaColumn.OVERFLOW.columnName();

  private static TargetTable target(KeySchema key) {
    return new TargetTable("main", "things", key);
  }

  @Test
  void ofAKeyThatOccursThreeTimesTheLastImageCounts() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(
        TARGET,
        changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"9\"}}"),
        changes.upsert("{\"n\":{\"N\":\"3\"},\"pk\":{\"S\":\"\\u0061\"}}"));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "a", "n", "3"), Map.of("pk", "b", "n", "9"));
  }

  @Test
  void insertsAndDeletesOfOneKeyInOneMergeEndAsTheLast() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"old\"}}"));
    merge(
        TARGET,
        changes.upsert("{\"pk\":{\"S\":\"gone\"}}"),
        changes.delete("{\"pk\":{\"S\":\"gone\"}}"),
        changes.delete("{\"pk\":{\"S\":\"old\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"old\"},\"back\":{\"BOOL\":true}}"),
        changes.delete("{\"pk\":{\"S\":\"never there\"}}"));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "old", "back", "true"));
  }

  @Test
  void aRemoveNeedsOnlyTheKeys() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    merge(TARGET, changes.delete("{\"pk\":{\"S\":\"a\"}}"));
    assertThat(rows(TARGET)).isEmpty();
  }

  @Test
  void anAttributeRemovedFromAnItemBecomesNull() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a"));
  }

  @Test
  void aSparseAttributeKeepsItsColumn() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"rare\":{\"N\":\"1\"}}"));
    for (int i = 0; i < 3; i++) {
      merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"" + i + "\"}}"));
    }
    assertThat(warehouse().columns(TARGET)).contains("rare");
  }

  @Test
  void aValueOfAnotherTypeGoesToTheOverflowWholeAndComesBack() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"S\":\"one \\\"1\\\"\"}}"));
    assertThat(rows(TARGET))
        .containsExactly(Map.of("pk", "a", OVERFLOW, "{\"n\":{\"S\":\"one \\\"1\\\"\"}}"));
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}"));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "n", "2"));
  }

  @Test
  void aNewAttributeBecomesAColumnAndANullOneDoesNot() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    merge(
        TARGET,
        changes.upsert("{\"pk\":{\"S\":\"b\"},\"new\":{\"S\":\"x\"},\"nothing\":{\"NULL\":true}}"));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "a"), Map.of("pk", "b", "new", "x"));
    assertThat(warehouse().columns(TARGET)).contains("new").doesNotContain("nothing");
  }

  @Test
  void namesThatDifferByCaseAreTwoColumns() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(
        TARGET,
        changes.upsert(
            "{\"pk\":{\"S\":\"a\"},\"userId\":{\"S\":\"lower\"},\"UserID\":{\"S\":\"upper\"}}"));
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"b\"},\"UserID\":{\"S\":\"only\"}}"));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "userId", "lower", "UserID_2", "upper"),
            Map.of("pk", "b", "UserID_2", "only"));
  }

  @Test
  void numbersKeepAllTheirDigits() {
    goLive(TARGET);
    String digits38 = "12345678901234567890123456789012345678";
    Changes changes = changes(TEXT_KEY);
    merge(
        TARGET,
        changes.upsert(
            """
            {"pk":{"S":"a"},"safe":{"N":"9007199254740993"},"long":{"N":"%s"},
             "fraction":{"N":"0.1234567890123456789"},"set":{"NS":["%s","9007199254740993"]},
             "map":{"M":{"n":{"N":"%s"}}}}"""
                .formatted(digits38, digits38, digits38)));
    assertThat(rows(TARGET).getFirst())
        .containsEntry("safe", "9007199254740993")
        .containsEntry("long", digits38)
        .containsEntry("set", "[9007199254740993,\"" + digits38 + "\"]")
        .containsEntry("map", "{\"n\":\"" + digits38 + "\"}")
        .satisfies(
            row ->
                assertThat(row.getOrDefault("fraction", row.getOrDefault(OVERFLOW, "")))
                    .contains("0.1234567890123456789"));
  }

  @Test
  void partsOfACompositeKeyDoNotRunTogether() {
    KeySchema key = key("pk", AttributeType.S, "sk", AttributeType.S);
    goLive(target(key));
    Changes changes = changes(key);
    merge(
        target(key),
        changes.upsert("{\"pk\":{\"S\":\"1b=2\"},\"sk\":{\"S\":\"3\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"1\"},\"sk\":{\"S\":\"2b=3\"}}"));
    merge(target(key), changes.delete("{\"pk\":{\"S\":\"1\"},\"sk\":{\"S\":\"2b=3\"}}"));
    assertThat(rows(target(key))).containsExactly(Map.of("pk", "1b=2", "sk", "3"));
  }

  @Test
  void numericKeysThatDifferInTheLastDigitAreTwoRows() {
    KeySchema key = key("id", AttributeType.N);
    goLive(target(key));
    Changes changes = changes(key);
    String one = "12345678901234567890123456789012345671";
    String other = "12345678901234567890123456789012345672";
    merge(
        target(key),
        changes.upsert("{\"id\":{\"N\":\"" + one + "\"}}"),
        changes.upsert("{\"id\":{\"N\":\"" + other + "\"}}"),
        changes.upsert("{\"id\":{\"N\":\"9007199254740992\"}}"),
        changes.upsert("{\"id\":{\"N\":\"9007199254740993\"}}"));
    merge(
        target(key),
        changes.delete("{\"id\":{\"N\":\"" + other + "\"}}"),
        changes.delete("{\"id\":{\"N\":\"9007199254740992.0\"}}"));
    assertThat(rows(target(key)))
        .containsExactlyInAnyOrder(Map.of("id", one), Map.of("id", "9007199254740993"));
  }

  @Test
  void numericKeysThatNoColumnHoldsAreMatchedByValue() {
    KeySchema key = key("pk", AttributeType.S, "a/b~c", AttributeType.N);
    goLive(target(key));
    Changes changes = changes(key);
    String row = "{\"pk\":{\"S\":\"x\"},\"a/b~c\":{\"N\":\"%s\"},\"v\":{\"S\":\"%s\"}}";
    merge(
        target(key),
        changes.upsert(row.formatted("1.5", "first")),
        changes.upsert(row.formatted("1.25", "other")),
        changes.upsert(row.formatted("1E+100", "large")),
        changes.upsert(row.formatted("1", "whole")));
    merge(
        target(key),
        changes.upsert(row.formatted("15e-1", "second")),
        changes.delete(row.formatted("10E+99", "")),
        changes.upsert(row.formatted("1.0", "whole again")));
    assertThat(rows(target(key)))
        .containsExactlyInAnyOrder(
            Map.of("pk", "x", "v", "second", OVERFLOW, "{\"a/b~c\":{\"N\":\"1.5\"}}"),
            Map.of("pk", "x", "v", "other", OVERFLOW, "{\"a/b~c\":{\"N\":\"1.25\"}}"),
            Map.of("pk", "x", "v", "whole again", "a/b~c", "1"));
  }

  @Test
  void binaryKeysAreComparedByTheirBytes() {
    KeySchema key = key("id", AttributeType.B);
    goLive(target(key));
    Changes changes = changes(key);
    merge(
        target(key),
        changes.upsert("{\"id\":{\"B\":\"AAE=\"},\"v\":{\"B\":\"/wA=\"}}"),
        changes.upsert("{\"id\":{\"B\":\"AAA=\"}}"));
    merge(target(key), changes.delete("{\"id\":{\"B\":\"AAA=\"}}"));
    assertThat(rows(target(key))).containsExactly(Map.of("id", "AAE=", "v", "/wA="));
  }

  @Test
  void textKeysAreComparedExactly() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    List<Change> all = new ArrayList<>();
    List<String> keys = List.of("a", "A", "a ", "a\\u0000", "a\\u0000b", "é", "e\\u0301", "ａ");
    keys.forEach(k -> all.add(changes.upsert("{\"pk\":{\"S\":\"" + k + "\"}}")));
    merge(TARGET, all.toArray(Change[]::new));
    assertThat(rows(TARGET)).hasSize(keys.size());
    keys.stream()
        .skip(1)
        .forEach(k -> merge(TARGET, changes.delete("{\"pk\":{\"S\":\"" + k + "\"}}")));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a"));
  }

  @Test
  void namesAreKeptWhateverTheyContain() {
    KeySchema key = key("order", AttributeType.S);
    String name = has(Trait.ANY_NAME) ? "Ta.b\"le 🐟 select" : "Ta.b-le_select";
    TargetTable odd = new TargetTable("My \"Schema\".x", name, key);
    goLive(odd);
    Changes changes = changes(key);
    merge(
        odd,
        changes.upsert(
            """
            {"order":{"S":"a"},"select":{"S":"1"},"a.b":{"S":"2"},"q\\"u'o":{"S":"3"},
             "🐟":{"S":"4"},"rowid":{"S":"5"},"_tailrace_overflow":{"S":"6"},"nul\\u0000":{"S":"7"}}"""));
    assertThat(rows(odd))
        .containsExactly(
            Map.of(
                "order",
                "a",
                "select",
                "1",
                "a.b",
                "2",
                "q\"u'o",
                "3",
                "🐟",
                "4",
                "rowid",
                "5",
                "attribute_tailrace_overflow",
                "6",
                "nul_",
                "7"));
    merge(odd, changes.delete("{\"order\":{\"S\":\"a\"}}"));
    assertThat(rows(odd)).isEmpty();
  }

  @Test
  void allTenTypesAreKept() {
    goLive(TARGET);
    merge(
        TARGET,
        changes(TEXT_KEY)
            .upsert(
                """
                {"pk":{"S":"a"},"s":{"S":"te\\u0000xt\\n"},"n":{"N":"-1.50"},"b":{"B":"AAEC"},
                 "bool":{"BOOL":false},"null":{"NULL":true},"m":{"M":{"x":{"L":[{"N":"1"}]}}},
                 "l":{"L":[{"S":"a"},{"NULL":true}]},"ss":{"SS":["b","a"]},"ns":{"NS":["10","9"]},
                 "bs":{"BS":["/w==","AA=="]}}"""));
    assertThat(rows(TARGET))
        .containsExactly(
            Map.of(
                "pk",
                "a",
                "s",
                "te\u0000xt\n",
                "n",
                "-1.5",
                "b",
                "AAEC",
                "bool",
                "false",
                "m",
                "{\"x\":[1]}",
                "l",
                "[\"a\",null]",
                "ss",
                "[\"a\",\"b\"]",
                "ns",
                "[9,10]",
                "bs",
                "[\"AA==\",\"/w==\"]"));
  }

  @Test
  void rowsSayWhereTheyComeFrom() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    if (!has(Trait.METADATA)) {
      assertThat(warehouse().rows(TARGET)).containsExactly(Map.of("pk", "a"));
      return;
    }
    assertThat(warehouse().rows(TARGET).getFirst())
        .containsEntry("_tailrace_sequence", changes.lastSequence().toString())
        .containsEntry("_tailrace_committed_at", Changes.START.plusSeconds(1).toString())
        .containsEntry("_tailrace_synced_at", CLOCK.instant().toString());
  }

  @Test
  void itemsOfFourHundredKilobytesPass() {
    goLive(TARGET);
    String text = "é".repeat(200_000);
    merge(
        TARGET, changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"a\"},\"t\":{\"S\":\"" + text + "\"}}"));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "t", text));
  }

  @Test
  void twoThousandAttributesBecomeColumns() {
    goLive(TARGET);
    StringBuilder json = new StringBuilder("{\"pk\":{\"S\":\"a\"}");
    for (int i = 0; i < 2000; i++) {
      json.append(",\"attribute").append(i).append("\":{\"N\":\"").append(i).append("\"}");
    }
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert(json.append('}').toString()));
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"b\"},\"attribute1999\":{\"N\":\"7\"}}"));
    assertThat(rows(TARGET)).anySatisfy(r -> assertThat(r).hasSize(2001));
    assertThat(rows(TARGET)).contains(Map.of("pk", "b", "attribute1999", "7"));
  }

  @Test
  void aMergeOfManyRowsIsWhole() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    List<Change> all = new ArrayList<>();
    int count = warehouse().many(5000);
    for (int i = 0; i < count; i++) {
      all.add(changes.upsert("{\"pk\":{\"S\":\"k" + i + "\"},\"n\":{\"N\":\"" + i + "\"}}"));
    }
    merge(TARGET, all.toArray(Change[]::new));
    merge(TARGET, all.subList(count / 5 * 2, count / 10 * 9).toArray(Change[]::new));
    assertThat(rows(TARGET)).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void aMergeWithoutItsTableOrWithAnotherKeyIsRejected() {
    Changes changes = changes(TEXT_KEY);
    Change change = changes.upsert("{\"pk\":{\"S\":\"a\"},\"id\":{\"S\":\"a\"}}");
    assertThatThrownBy(() -> merge(TARGET, change))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("Orders");
    goLive(TARGET);
    TargetTable other = new TargetTable("main", "Orders", key("id", AttributeType.S));
    assertThatThrownBy(() -> merge(other, change))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("key");
    assertThat(rows(TARGET)).isEmpty();
  }
}
