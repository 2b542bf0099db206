package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlainJsonTest {
  private static final long SEED = 71L;
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Test
  void rewritesEveryTypeAndKeepsTheOrderOfMembers() {
    assertThat(plain(ItemCursorTest.TEN_TYPES))
        .isEqualTo(
            "{\"pk\":\"a\",\"n\":-12.50,\"b\":\"AQID\",\"t\":true,\"f\":false,\"z\":null,"
                + "\"m\":{\"x\":[1,\"}]\"]},\"l\":[],\"ss\":[\"a\",\"b\"],\"ns\":[9,10],"
                + "\"bs\":[\"AQ==\",\"/w==\"]}");
  }

  @Test
  void anIntegerOfSixtyFourBitsIsANumberAndALongerOneAString() {
    assertThat(number("9007199254740993")).isEqualTo("9007199254740993");
    assertThat(number("-999999999999999999")).isEqualTo("-999999999999999999");
    assertThat(number("9223372036854775807")).isEqualTo("9223372036854775807");
    assertThat(number("-9223372036854775808")).isEqualTo("-9223372036854775808");
    assertThat(number("9223372036854775808")).isEqualTo("\"9223372036854775808\"");
    assertThat(number("1.2345678901234567E16")).isEqualTo("12345678901234567");
    assertThat(number("12345678901234567890123456789012345678"))
        .isEqualTo("\"12345678901234567890123456789012345678\"");
  }

  @Test
  void aFractionIsANumberUpToFifteenDigits() {
    assertThat(number("0.1")).isEqualTo("0.1");
    assertThat(number("1.23456789012345")).isEqualTo("1.23456789012345");
    assertThat(number("1.2345678901234567")).isEqualTo("\"1.2345678901234567\"");
    assertThat(number("1E-130")).isEqualTo("1E-130");
    assertThat(number("9.99E+125")).isEqualTo("9.99E+125");
  }

  @Test
  void aLongIntegerWrittenWithAPointIsNotLeftToADouble() throws IOException {
    JsonNode read = JACKSON.readTree(number("12345678901234567.0"));
    assertThat(read.asText()).isEqualTo("12345678901234567");
  }

  @Test
  void mendsNumbersThatJsonDoesNotAllow() {
    assertThat(number(".5")).isEqualTo("0.5");
    assertThat(number("5.")).isEqualTo("5");
    assertThat(number("007")).isEqualTo("7");
    assertThat(number("-007.50")).isEqualTo("-7.5");
    assertThat(number("+1")).isEqualTo("1");
    assertThat(number("-0")).isEqualTo("0");
  }

  @Test
  void everyNumberSurvivesAReaderWithLongsAndDoubles() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      String written = NumberTexts.any(random);
      JsonNode read = JACKSON.readTree(number(written));
      BigDecimal seen = asLongOrDouble(read);
      assertThat(seen)
          .as("seed %d, round %d: %s", SEED, round, written)
          .isEqualByComparingTo(new BigDecimal(written));
    }
  }

  @Test
  void sortsSetsByValue() {
    assertThat(plain("{\"a\":{\"NS\":[\"10\",\"9\",\"-1\",\"1E1\",\"0.5\"]}}"))
        .isEqualTo("{\"a\":[-1,0.5,9,10,10]}");
    assertThat(plain("{\"a\":{\"SS\":[\"é\",\"b\",\"\\u0061\",\"Z\",\"\\ud83d\\ude00\"]}}"))
        .isEqualTo("{\"a\":[\"Z\",\"\\u0061\",\"b\",\"é\",\"\\ud83d\\ude00\"]}");
    assertThat(plain("{\"a\":{\"BS\":[\"gA==\",\"AAA=\",\"\",\"AA==\",\"\\/w==\"]}}"))
        .isEqualTo("{\"a\":[\"\",\"AA==\",\"AAA=\",\"gA==\",\"\\/w==\"]}");
  }

  @Test
  void jacksonReadsBackWhatWasNested() throws IOException {
    String json =
        "{\"m\":{\"M\":{\"q\\\"ü\":{\"S\":\"line\\n\\t\\\\ 😀 \\u2028\"},"
            + "\"d\":{\"L\":[{\"NULL\":true},{\"M\":{}},{\"L\":[{\"BOOL\":false}]}]}}}}";
    JsonNode map = JACKSON.readTree(plain(json)).get("m");
    assertThat(map.get("q\"ü").textValue()).isEqualTo("line\n\t\\ 😀 \u2028");
    assertThat(map.get("d").toString()).isEqualTo("[null,{},[false]]");
  }

  @Test
  void refusesABinaryOrANumberThatIsNone() {
    for (String bad : List.of("{\"BS\":[\"*\"]}", "{\"NS\":[\"x\"]}", "{\"N\":\"\"}")) {
      assertThatThrownBy(() -> plain("{\"a\":" + bad + "}"))
          .as(bad)
          .isInstanceOf(MalformedItemException.class);
    }
  }

  private static BigDecimal asLongOrDouble(JsonNode read) {
    if (read.isTextual()) {
      return new BigDecimal(read.textValue());
    }
    return read.canConvertToLong() && read.isIntegralNumber()
        ? BigDecimal.valueOf(read.longValue())
        : BigDecimal.valueOf(read.doubleValue());
  }

  private static String number(String text) {
    String json = plain("{\"a\":{\"N\":\"" + text + "\"}}");
    return json.substring("{\"a\":".length(), json.length() - 1);
  }

  private static String plain(String json) {
    Utf8Buffer out = new Utf8Buffer(64);
    new PlainJson().appendItem(Item.of(json), out);
    return out.toString();
  }
}
