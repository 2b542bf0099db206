package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Items at and beyond the limits, and items that something damaged. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DamagedItemTest {
  private static final long SEED = 20261105L;
  private static final int ROUNDS = 60_000;
  private static final byte[] LIKELY =
      "{}[]\",:\\SNBMLOUE0123456789.-+ tfu\n/=".getBytes(StandardCharsets.UTF_8);

  @Test
  void damageIsReportedAsAMalformedItemAndAsNothingElse() {
    Random random = new Random(SEED);
    List<String> samples =
        List.of(
            ItemCursorTest.TEN_TYPES,
            ItemCursorTest.SPACED,
            "{\"pk\":{\"N\":\"1.5E+125\"},\"bs\":{\"BS\":[\"AQ==\"]},\"ns\":{\"NS\":[\"1E9\"]}}");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = samples.get(round % samples.size()).getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : LIKELY[random.nextInt(LIKELY.length)];
      }
      try {
        DeepWalk.over(bytes, 0, bytes.length);
      } catch (MalformedItemException expected) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail(
            "seed %d, round %d: %s"
                .formatted(SEED, round, new String(bytes, StandardCharsets.UTF_8)),
            e);
      }
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  @Test
  void readsThirtyTwoLevels() {
    String json = nested(32);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    DeepWalk.over(bytes, 0, bytes.length);
    Utf8Buffer out = new Utf8Buffer(64);
    new PlainJson().appendItem(Item.of(json), out);
    assertThat(out.toString()).isEqualTo("{\"a\":" + "[".repeat(32) + "1" + "]".repeat(32) + "}");
  }

  @Test
  void refusesNestingThatDynamoDbCannotHoldInsteadOfRunningOutOfStack() {
    byte[] bytes = nested(40_000).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> DeepWalk.over(bytes, 0, bytes.length))
        .isInstanceOf(MalformedItemException.class)
        .hasMessageContaining("levels");
  }

  @Test
  void readsAnItemWhoseLineIsOverAMebibyte() {
    int count = 130_000;
    String json = "{\"pk\":{\"S\":\"a\"},\"l\":{\"L\":[" + "{\"N\":\"1\"},".repeat(count - 1);
    json += "{\"N\":\"1\"}]},\"last\":{\"BOOL\":true}}";
    assertThat(json.length()).isGreaterThan(1 << 20);
    Utf8Buffer out = new Utf8Buffer(64);
    new PlainJson().appendItem(Item.of(json), out);
    assertThat(out.toString())
        .startsWith("{\"pk\":\"a\",\"l\":[1,1,")
        .endsWith(",1],\"last\":true}")
        .hasSize("{\"pk\":\"a\",\"l\":[],\"last\":true}".length() + 2 * count - 1);
  }

  @Test
  void readsAStringOf400Kilobytes() {
    String text = "é".repeat(200_000);
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(Item.of("{\"s\":{\"S\":\"" + text + "\"}}"));
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.utf8()).hasSize(400_000);
    assertThat(cursor.next()).isFalse();
  }

  private static String nested(int levels) {
    return "{\"a\":" + "{\"L\":[".repeat(levels) + "{\"N\":\"1\"}" + "]}".repeat(levels) + "}";
  }
}
