package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Plain JSON beside the DynamoDB JSON it came from, both read by a parser that is not ours. */
final class PlainJsonAgainstJacksonTest {
  private static final long SEED = 1977L;
  private static final int ITEMS = 5_000;
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Test
  void plainJsonMeansWhatDynamoDbJsonMeans() throws IOException {
    RandomItems items = new RandomItems(new Random(SEED));
    PlainJson plainJson = new PlainJson();
    Utf8Buffer out = new Utf8Buffer(256);
    for (int i = 0; i < ITEMS; i++) {
      Item item = items.next(4);
      out.clear();
      plainJson.appendItem(item, out);
      JsonNode plain = JACKSON.readTree(out.toByteArray());
      String as = "seed %d, item %d: %s".formatted(SEED, i, item);
      sameMembers(JACKSON.readTree(item.toString()), plain, as);
    }
  }

  private static void sameMembers(JsonNode typed, JsonNode plain, String as) {
    assertThat(plain.isObject()).as(as).isTrue();
    List<String> names = new ArrayList<>();
    plain.fieldNames().forEachRemaining(names::add);
    List<String> expected = new ArrayList<>();
    typed.fieldNames().forEachRemaining(expected::add);
    assertThat(names).as(as).isEqualTo(expected);
    expected.forEach(name -> same(typed.get(name), plain.get(name), as));
  }

  private static void same(JsonNode typed, JsonNode plain, String as) {
    AttributeType type = AttributeType.valueOf(typed.fieldNames().next());
    JsonNode value = typed.get(type.name());
    switch (type) {
      case S, B, BOOL -> assertThat(plain).as(as).isEqualTo(value);
      case NULL -> assertThat(plain.isNull()).as(as).isTrue();
      case N -> sameNumber(value, plain, as);
      case M -> sameMembers(value, plain, as);
      case L, SS, NS, BS -> sameElements(type, value, plain, as);
    }
  }

  private static void sameElements(AttributeType type, JsonNode list, JsonNode plain, String as) {
    List<JsonNode> expected = new ArrayList<>();
    list.forEach(expected::add);
    if (type.isSet()) {
      expected.sort(order(type));
    }
    assertThat(plain.isArray()).as(as).isTrue();
    assertThat(plain).as(as).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      switch (type) {
        case L -> same(expected.get(i), plain.get(i), as);
        case NS -> sameNumber(expected.get(i), plain.get(i), as);
        default -> assertThat(plain.get(i)).as(as).isEqualTo(expected.get(i));
      }
    }
  }

  private static Comparator<JsonNode> order(AttributeType set) {
    return switch (set) {
      case NS -> Comparator.comparing(e -> new BigDecimal(e.textValue()));
      case SS ->
          Comparator.comparing(
              e -> e.textValue().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
      default ->
          Comparator.comparing(
              e -> Base64.getDecoder().decode(e.textValue()), Arrays::compareUnsigned);
    };
  }

  /** A JSON number where a long or a double gives every digit back, else a string. */
  private static void sameNumber(JsonNode written, JsonNode plain, String as) {
    BigDecimal value = new BigDecimal(written.textValue());
    assertThat(new BigDecimal(plain.asText())).as(as).isEqualByComparingTo(value);
    BigDecimal stripped = value.stripTrailingZeros();
    boolean integer64 = stripped.scale() <= 0 && stripped.toBigInteger().bitLength() < Long.SIZE;
    assertThat(plain.isNumber()).as(as).isEqualTo(integer64 || stripped.precision() <= 15);
  }
}
