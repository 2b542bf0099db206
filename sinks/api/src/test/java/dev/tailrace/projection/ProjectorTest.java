package dev.tailrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tailrace.item.Item;
import dev.tailrace.item.MalformedItemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProjectorTest {
  private static final long SEED = 9L;
  private static final String TEN_TYPES =
      """
      {"pk":{"S":"\\u00e9\\n"},"n":{"N":"-12"},"b":{"B":"AQ\\/\\/"},"t":{"BOOL":true},\
      "z":{"NULL":true},"m":{"M":{"x":{"N":"1"}}},"l":{"L":[{"S":"a"}]},"ss":{"SS":["b","a"]},\
      "ns":{"NS":["10","9"]},"bs":{"BS":["\\/w==","AQ=="]}}""";

  @Test
  void everyTypeGoesIntoItsColumn() {
    ShapeSampler sampler = new ShapeSampler();
    sampler.add(Item.of(TEN_TYPES));
    Rows rows = new Rows(sampler.types());
    rows.add(TEN_TYPES);
    assertThat(rows.row(0))
        .containsEntry("pk", "é\n")
        .containsEntry("n", "-12")
        .containsEntry("b", "[1, 15, -1]")
        .containsEntry("t", "1")
        .containsEntry("m", "{\"x\":1}")
        .containsEntry("l", "[\"a\"]")
        .containsEntry("ss", "[\"a\",\"b\"]")
        .containsEntry("ns", "[9,10]")
        .containsEntry("bs", "[\"AQ==\",\"\\/w==\"]")
        .hasSize(9);
    assertThat(rows.overflow(0)).isEmpty();
    assertThat(rows.projector().overflowed()).isZero();
  }

  @Test
  void whatAColumnCannotHoldGoesWholeIntoTheOverflow() {
    for (Map.Entry<ColumnType, List<String>> misfits : misfits().entrySet()) {
      Rows rows = new Rows(Map.of("a", misfits.getKey()));
      for (String value : misfits.getValue()) {
        int row = rows.add("{\"pk\":{\"S\":\"k\"},\"a\":" + value + "}");
        assertThat(rows.row(row)).as("%s in %s", value, misfits.getKey()).containsOnlyKeys("pk");
        assertThat(rows.overflow(row)).isEqualTo("{\"a\":" + value + "}");
      }
      assertThat(rows.projector().overflowed()).isEqualTo(misfits.getValue().size());
      assertThat(rows.projector().unknownAttributes()).isEmpty();
    }
  }

  private static Map<ColumnType, List<String>> misfits() {
    String nested = "{\"M\":{\"x\":{\"N\":\"1E-130\"},\"y\":{\"NS\":[\"2\",\"1\"]}}}";
    String digits = "{\"N\":\"12345678901234567890123456789012345678\"}";
    Map<ColumnType, List<String>> misfits = new LinkedHashMap<>();
    misfits.put(
        new ColumnType.Int64(),
        List.of(digits, "{\"N\":\"9223372036854775808\"}", "{\"N\":\"0.5\"}", "{\"S\":\"1\"}"));
    misfits.put(new ColumnType.Text(), List.of("{\"N\":\"1\"}", "{\"B\":\"AQ==\"}", nested));
    misfits.put(new ColumnType.Bytes(), List.of("{\"S\":\"q\\\"\"}", "{\"BS\":[\"AQ==\"]}"));
    misfits.put(new ColumnType.Bool(), List.of("{\"S\":\"true\"}", "{\"N\":\"1\"}"));
    misfits.put(new ColumnType.Json(), List.of("{\"S\":\"{}\"}", "{\"N\":\"1\"}", digits));
    misfits.put(new ColumnType.Decimal(18, 2), List.of("{\"N\":\"0.001\"}", "{\"BOOL\":true}"));
    misfits.put(new ColumnType.Decimal(38, 2), List.of("{\"N\":\"0.001\"}", digits, nested));
    return misfits;
  }

  @Test
  void anUnknownAttributeIsKeptAndRemembered() {
    Rows rows = new Rows(Map.of());
    rows.add("{\"new\":{\"N\":\"1.5\"},\"pk\":{\"S\":\"k\"},\"n\":{\"NULL\":true}}");
    assertThat(rows.row(0)).containsOnlyKeys("pk");
    assertThat(rows.overflow(0)).isEqualTo("{\"new\":{\"N\":\"1.5\"}}");
    assertThat(rows.projector().unknownAttributes())
        .containsExactly(Map.entry("new", new ColumnType.Decimal(18, 1)));
  }

  @Test
  void aNullIsAnAbsentValueInAnyColumn() {
    Rows rows = new Rows(Map.of("a", new ColumnType.Int64()));
    rows.add("{\"pk\":{\"S\":\"k\"},\"a\":{\"NULL\":true}}");
    assertThat(rows.row(0)).containsOnlyKeys("pk");
    assertThat(rows.overflow(0)).isEmpty();
  }

  @Test
  void theOrderOfAttributesMayChangeFromItemToItem() {
    Rows rows = new Rows(Map.of("a", new ColumnType.Text(), "b", new ColumnType.Text()));
    List<String> parts =
        List.of("\"pk\":{\"S\":\"k\"}", "\"a\":{\"S\":\"1\"}", "\"b\":{\"S\":\"2\"}");
    int[][] orders = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {0, 2, 1}, {0, 1, 2}};
    for (int[] order : orders) {
      int row =
          rows.add(
              "{%s,%s,%s}"
                  .formatted(parts.get(order[0]), parts.get(order[1]), parts.get(order[2])));
      assertThat(rows.row(row)).isEqualTo(Map.of("pk", "k", "a", "1", "b", "2"));
    }
    int sparse = rows.add("{\"b\":{\"S\":\"2\"},\"u\":{\"S\":\"3\"},\"pk\":{\"S\":\"k\"}}");
    assertThat(rows.row(sparse)).isEqualTo(Map.of("pk", "k", "b", "2"));
    assertThat(rows.overflow(sparse)).isEqualTo("{\"u\":{\"S\":\"3\"}}");
  }

  @Test
  void anEscapedNameFindsItsColumnAndStaysReadableInTheOverflow() {
    Rows rows = new Rows(Map.of("é\"", new ColumnType.Text()));
    rows.add("{\"\\u0070k\":{\"S\":\"k\"},\"\\u00e9\\\"\":{\"S\":\"v\"},\"q\\\"\":{\"S\":\"w\"}}");
    assertThat(rows.row(0)).isEqualTo(Map.of("pk", "k", "é\"", "v"));
    assertThat(rows.overflow(0)).isEqualTo("{\"q\\\"\":{\"S\":\"w\"}}");
    assertThat(rows.projector().unknownAttributes()).containsOnlyKeys("q\"");
  }

  @Test
  void namesThatDifferByCapitalsKeepTheirValuesApart() {
    Map<String, ColumnType> both = new LinkedHashMap<>();
    both.put("userId", new ColumnType.Text());
    both.put("UserID", new ColumnType.Text());
    Rows rows = new Rows(both);
    rows.add("{\"pk\":{\"S\":\"k\"},\"UserID\":{\"S\":\"2\"},\"userId\":{\"S\":\"1\"}}");
    assertThat(rows.row(0)).isEqualTo(Map.of("pk", "k", "userId", "1", "UserID", "2"));
  }

  @Test
  void namesWithTheSameHashFindTheirOwnColumns() {
    Map<String, ColumnType> same = new LinkedHashMap<>();
    List.of("AaAa", "BBBB", "AaBB").forEach(name -> same.put(name, new ColumnType.Text()));
    Rows rows = new Rows(same);
    rows.add(
        "{\"AaBB\":{\"S\":\"3\"},\"BBAa\":{\"S\":\"4\"},\"BBBB\":{\"S\":\"2\"},\"AaAa\":{\"S\":\"1\"}}");
    assertThat(rows.row(0)).isEqualTo(Map.of("AaAa", "1", "BBBB", "2", "AaBB", "3"));
    assertThat(rows.overflow(0)).isEqualTo("{\"BBAa\":{\"S\":\"4\"}}");
  }

  @Test
  void whatFollowsTheClosingBraceIsNotSilentlyDropped() {
    Rows rows = new Rows(Map.of("a", new ColumnType.Int64()));
    assertThatThrownBy(() -> rows.add("{\"a\":{\"N\":\"1\"}}},{\"Item\":{\"a\":{\"N\":\"2\"}}"))
        .isInstanceOf(MalformedItemException.class)
        .hasMessageContaining("closing brace");
  }

  @Test
  void aClearedBatchRemembersNothing() {
    Rows rows = new Rows(Map.of("a", new ColumnType.Int64()));
    rows.add("{\"pk\":{\"S\":\"k\"},\"a\":{\"N\":\"1\"},\"b\":{\"N\":\"1\"}}");
    rows.clear();
    assertThat(rows.add("{\"pk\":{\"S\":\"l\"}}")).isZero();
    assertThat(rows.row(0)).isEqualTo(Map.of("pk", "l"));
    assertThat(rows.overflow(0)).isEmpty();
  }

  @Test
  void refusesABinaryThatIsNone() {
    Rows rows = new Rows(Map.of("a", new ColumnType.Bytes()));
    assertThatThrownBy(() -> rows.add("{\"pk\":{\"S\":\"k\"},\"a\":{\"B\":\"*\"}}"))
        .isInstanceOf(MalformedItemException.class)
        .hasMessageContaining("base64");
  }

  @Test
  void aDamagedItemIsRefusedOrProjectedAndDoesNoOtherHarm() {
    Random random = new Random(SEED);
    ShapeSampler sampler = new ShapeSampler();
    sampler.add(Item.of(TEN_TYPES));
    Rows rows = new Rows(sampler.types());
    String likely = "{}[]\",:\\SNBMLE0129.-+tf";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder json = new StringBuilder(TEN_TYPES);
      for (int i = random.nextInt(3); i >= 0; i--) {
        json.setCharAt(
            random.nextInt(json.length()), likely.charAt(random.nextInt(likely.length())));
      }
      rows.clear();
      try {
        rows.add(json.toString());
      } catch (MalformedItemException expected) {
        assertThat(expected).hasMessageContaining("expected");
      } catch (RuntimeException | Error e) {
        fail("seed %d, round %d: %s".formatted(SEED, round, json), e);
      }
    }
    rows.clear();
    rows.add("{\"pk\":{\"S\":\"k\"}}");
    assertThat(rows.row(0)).isEqualTo(Map.of("pk", "k"));
  }
}
