package dev.tailrace.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.transform.ItemTransform.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ItemTransformTest {
  private static final KeySchema KEY =
      new KeySchema(
          List.of(
              new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.N)));
  private static final byte[] SECRET = "key".getBytes(StandardCharsets.UTF_8);

  private static String transformed(AttributeRules rules, String item) {
    return new ItemTransform(rules, KEY, SECRET).apply(Item.of(item), Part.WHOLE).toString();
  }

  private static AttributeRules with(
      Set<String> include, Set<String> exclude, Map<String, String> rename) {
    return new AttributeRules(include, exclude, rename, Set.of(), Map.of());
  }

  private static AttributeRules hashing(String... names) {
    return new AttributeRules(Set.of(), Set.of(), Map.of(), Set.of(names), Map.of());
  }

  @Test
  void withoutRulesAnItemIsAsItWas() {
    String item =
        "{\"pk\":{\"S\":\"a\\\"b\"},\"l\":{\"L\":[{\"N\":\"1\"},{\"NULL\":true}]},\"b\":{\"BOOL\":false},\"n\":{\"NULL\":true},\"ss\":{\"SS\":[\"x\"]},\"m\":{\"M\":{}},\"bin\":{\"B\":\"AA==\"}}";
    assertThat(transformed(AttributeRules.NONE, item)).isEqualTo(item);
  }

  @Test
  void theKeyIsKeptWhateverIsIncluded() {
    assertThat(
            transformed(
                with(Set.of("a", "b"), Set.of("b"), Map.of()),
                "{\"a\":{\"N\":\"1\"},\"b\":{\"N\":\"2\"},\"c\":{\"N\":\"3\"},\"sk\":{\"N\":\"4\"},\"pk\":{\"S\":\"k\"}}"))
        .isEqualTo("{\"a\":{\"N\":\"1\"},\"sk\":{\"N\":\"4\"},\"pk\":{\"S\":\"k\"}}");
  }

  @Test
  void anAttributeWhoseNameIsGivenAwayIsKeptUnderAnother() {
    AttributeRules rules =
        new AttributeRules(
            Set.of(), Set.of(), Map.of("a", "b"), Set.of(), Map.of("region", "eu \"1\""));
    assertThat(
            transformed(
                rules, "{\"b\":{\"N\":\"2\"},\"a\":{\"N\":\"1\"},\"region\":{\"S\":\"x\"}}"))
        .isEqualTo(
            "{\"b_source\":{\"N\":\"2\"},\"b\":{\"N\":\"1\"},\"region_source\":{\"S\":\"x\"},\"region\":{\"S\":\"eu \\\"1\\\"\"}}");
  }

  @Test
  void aDisplacedAttributeTakesTheNextNameThatIsFree() {
    AttributeRules rules = with(Set.of(), Set.of(), Map.of("a", "b"));
    assertThat(
            transformed(
                rules,
                "{\"b\":{\"N\":\"2\"},\"b_source_2\":{\"N\":\"4\"},\"a\":{\"N\":\"1\"},\"b_source\":{\"N\":\"3\"}}"))
        .isEqualTo(
            "{\"b_source_3\":{\"N\":\"2\"},\"b_source_2\":{\"N\":\"4\"},\"b\":{\"N\":\"1\"},\"b_source\":{\"N\":\"3\"}}");
  }

  /** A name is free again once rules have left its attribute out or renamed it. */
  @Test
  void aNameThatNothingComesOutUnderIsFree() {
    String item = "{\"b\":{\"N\":\"2\"},\"b_source\":{\"N\":\"3\"}}";
    assertThat(transformed(with(Set.of(), Set.of("b_source"), Map.of("a", "b")), item))
        .isEqualTo("{\"b_source\":{\"N\":\"2\"}}");
    assertThat(transformed(with(Set.of(), Set.of(), Map.of("a", "b", "b_source", "z")), item))
        .isEqualTo("{\"b_source\":{\"N\":\"2\"},\"z\":{\"N\":\"3\"}}");
  }

  @Test
  void whateverTheRulesNoTwoAttributesHaveOneNameAndNoneIsLost() {
    List<String> names =
        List.of("pk", "a", "b", "b_source", "b_source_2", "b_source_source", "c", "region");
    Random random = new Random(20261129L);
    for (int round = 0; round < 20_000; round++) {
      Map<String, String> rename = new LinkedHashMap<>();
      Map<String, String> constant = new LinkedHashMap<>();
      for (String name : names) {
        String to = names.get(random.nextInt(names.size()));
        if (random.nextInt(3) == 0 && !rename.containsValue(to)) {
          rename.put(name, to);
        } else if (random.nextInt(4) == 0 && !rename.containsValue(name)) {
          constant.put(name, "constant");
        }
      }
      constant.keySet().removeAll(rename.values());
      AttributeRules rules = new AttributeRules(Set.of(), Set.of(), rename, Set.of(), constant);
      List<String> had = new ArrayList<>(names);
      Collections.shuffle(had, random);
      had = had.subList(0, random.nextInt(names.size()) + 1);
      ItemTransform transform;
      try {
        transform = new ItemTransform(rules, KEY, SECRET);
      } catch (IllegalArgumentException refusedAtStart) {
        continue;
      }
      Item out =
          transform.apply(
              Item.of(
                  had.stream()
                      .map(n -> "\"%s\":{\"S\":\"of %s\"}".formatted(n, n))
                      .collect(Collectors.joining(",", "{", "}"))),
              Part.WHOLE);
      Map<String, String> values = new LinkedHashMap<>();
      ItemCursor cursor = new ItemCursor();
      cursor.overMap(out);
      while (cursor.next()) {
        assertThat(values.put(cursor.name(), cursor.valueText()))
            .as("%s of %s by %s, round %d", cursor.name(), had, rules, round)
            .isNull();
      }
      assertThat(values.values())
          .containsAll(had.stream().map(n -> "of " + n).toList())
          .hasSize(had.size() + constant.size());
    }
  }

  @Test
  void namesCanBeExchanged() {
    assertThat(
            transformed(
                with(Set.of(), Set.of(), Map.of("a", "b", "b", "a")),
                "{\"a\":{\"N\":\"1\"},\"b\":{\"N\":\"2\"}}"))
        .isEqualTo("{\"b\":{\"N\":\"1\"},\"a\":{\"N\":\"2\"}}");
  }

  @Test
  void aHashIsTheHmacOfTheValue() {
    // printf text | openssl dgst -sha256 -hmac key
    String fox = "The quick brown fox jumps over the lazy dog";
    assertThat(transformed(hashing("s"), "{\"s\":{\"S\":\"" + fox + "\"}}"))
        .isEqualTo(
            "{\"s\":{\"S\":\"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8\"}}");
  }

  @Test
  void equalNumbersHaveEqualHashesAndANullStaysOne() {
    assertThat(transformed(hashing("n"), "{\"n\":{\"N\":\"1.50\"}}"))
        .isEqualTo(transformed(hashing("n"), "{\"n\":{\"N\":\"15e-1\"}}"))
        .isNotEqualTo(transformed(hashing("n"), "{\"n\":{\"N\":\"1.51\"}}"))
        .doesNotContain("1.5");
    assertThat(transformed(hashing("n"), "{\"n\":{\"NULL\":true}}"))
        .isEqualTo("{\"n\":{\"NULL\":true}}");
    assertThat(transformed(hashing("n"), "{\"n\":{\"M\":{\"x\":{\"S\":\"secret\"}}}}"))
        .doesNotContain("secret");
  }

  @Test
  void keysAreRenamedForthAndBack() {
    ItemTransform transform =
        new ItemTransform(with(Set.of(), Set.of(), Map.of("pk", "user")), KEY, SECRET);
    assertThat(transform.key().names()).containsExactly("user", "sk");
    Item key = Item.of("{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}");
    Item out = transform.apply(key, Part.KEY);
    assertThat(out).hasToString("{\"user\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}");
    assertThat(transform.sourceKey(out)).isEqualTo(key);
  }

  @Test
  void aKeyHasNoConstants() {
    AttributeRules rules =
        new AttributeRules(Set.of(), Set.of(), Map.of(), Set.of(), Map.of("c", "x"));
    assertThat(
            new ItemTransform(rules, KEY, SECRET)
                .apply(Item.of("{\"pk\":{\"S\":\"a\"}}"), Part.KEY))
        .hasToString("{\"pk\":{\"S\":\"a\"}}");
  }

  @Test
  void rulesThatWouldLoseTheKeyAreRefused() {
    assertThatThrownBy(() -> with(Set.of(), Set.of("pk"), Map.of()).key(KEY))
        .hasMessageContaining("exclude: pk is a key attribute");
    assertThatThrownBy(() -> hashing("sk").key(KEY)).hasMessageContaining("hash: sk is a key");
    assertThatThrownBy(() -> with(Set.of(), Set.of(), Map.of("a", "pk")).key(KEY))
        .hasMessageContaining("would become pk");
    assertThatThrownBy(() -> with(Set.of(), Set.of(), Map.of("a", "x", "b", "x")))
        .hasMessageContaining("two attributes become x");
  }
}
