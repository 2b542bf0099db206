package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ItemCursorTest {
  static final String TEN_TYPES =
      """
      {"pk":{"S":"a"},"n":{"N":"-12.50"},"b":{"B":"AQID"},"t":{"BOOL":true},"f":{"BOOL":false},\
      "z":{"NULL":true},"m":{"M":{"x":{"L":[{"N":"1"},{"S":"}]"}]}}},"l":{"L":[]},\
      "ss":{"SS":["b","a"]},"ns":{"NS":["10","9"]},"bs":{"BS":["/w==","AQ=="]}}""";

  static final String SPACED =
      "{ \"a\\u00e9\\\"\" :\t{ \"S\" :\r\n\"\\ud83d\\ude00\\\\\" } , \"é\":{\"M\" : { } } }";

  @Test
  void showsNameTypeAndSliceOfAllTenTypes() {
    assertThat(members(TEN_TYPES))
        .containsExactly(
            "pk S a",
            "n N -12.50",
            "b B AQID",
            "t BOOL true",
            "f BOOL false",
            "z NULL true",
            "m M {\"x\":{\"L\":[{\"N\":\"1\"},{\"S\":\"}]\"}]}}",
            "l L []",
            "ss SS [\"b\",\"a\"]",
            "ns NS [\"10\",\"9\"]",
            "bs BS [\"/w==\",\"AQ==\"]");
  }

  @Test
  void readsWhiteSpaceAndEscapes() {
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(Item.of(SPACED));
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.isNameEscaped()).isTrue();
    assertThat(cursor.name()).isEqualTo("aé\"");
    assertThat(cursor.nameIs("aé\"".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(cursor.nameIs("aé".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(new String(cursor.utf8(), StandardCharsets.UTF_8)).isEqualTo("😀\\");
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.name()).isEqualTo("é");
    assertThat(cursor.isNameEscaped()).isFalse();
    assertThat(cursor.valueText()).isEqualTo("{ }");
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.end()).isEqualTo(SPACED.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void walksAListAndCanBeUsedAgain() {
    byte[] list = "[{\"N\":\"1\"}, {\"BOOL\":true}]".getBytes(StandardCharsets.UTF_8);
    ItemCursor cursor = new ItemCursor();
    for (int i = 0; i < 2; i++) {
      cursor.overList(list, 0, list.length);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.type()).isEqualTo(AttributeType.N);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.isTrue()).isTrue();
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void refusesAnItemCutShortAtAnyByteAndNeverLooksBehindTheCut() {
    for (String json : List.of(TEN_TYPES, SPACED, "{\"a\":{\"NULL\":true}}", "{}")) {
      byte[] whole = json.getBytes(StandardCharsets.UTF_8);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        int end = length;
        assertThatExceptionOfType(MalformedItemException.class)
            .as("%s cut to %d bytes", json, length)
            .isThrownBy(() -> DeepWalk.over(cut, 0, end));
        assertThatExceptionOfType(MalformedItemException.class)
            .as("%s as a slice of %d bytes", json, length)
            .isThrownBy(() -> DeepWalk.over(whole, 0, end));
      }
      DeepWalk.over(whole, 0, whole.length);
    }
  }

  @Test
  void saysWhatWasExpectedWhereAndWhatStandsThere() {
    assertThatThrownBy(() -> members("{\"a\":{\"X\":\"1\"}}"))
        .isInstanceOf(MalformedItemException.class)
        .hasMessageContaining("S N B BOOL NULL M L SS NS BS at byte 7")
        .hasMessageEndingWith("found other text");
    for (String bad :
        List.of(
            "",
            "[]",
            "{\"a\":1}",
            "{\"a\":{}}",
            "{\"a\":{\"S\":1}}",
            "{\"a\":{\"NULL\":false}}",
            "{\"a\":{\"BOOL\":truer}}",
            "{\"a\":{\"S\":\"x\",\"N\":\"1\"}}",
            "{\"a\":{\"S\":\"x\"},}",
            "{\"a\":{\"S\":\"x\"} \"b\":{\"S\":\"y\"}}")) {
      assertThatThrownBy(() -> members(bad)).as(bad).isInstanceOf(MalformedItemException.class);
    }
  }

  @Test
  void refusesEscapesThatJsonDoesNotHave() {
    for (String bad : List.of("\\x", "\\u12g4", "\\u12", "\\ud800", "\\ude00", "\\ud800\\u0041")) {
      byte[] bytes = bad.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> JsonString.unescaped(bytes, 0, bytes.length))
          .as(bad)
          .isInstanceOf(MalformedItemException.class);
    }
  }

  private static List<String> members(String json) {
    List<String> members = new ArrayList<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(Item.of(json));
    while (cursor.next()) {
      members.add(cursor.name() + " " + cursor.type() + " " + cursor.valueText());
    }
    return members;
  }
}
