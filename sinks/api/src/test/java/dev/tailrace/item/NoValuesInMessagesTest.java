package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with an item, no message shows a value of it. */
final class NoValuesInMessagesTest {
  private static final long SEED = 20261129L;
  private static final int ROUNDS = 40_000;

  /** Nothing that a message says of its own has these letters and digits side by side. */
  private static final List<String> SECRETS = List.of("wxqz", "WXQZ", "7391", "V1hRWg");

  private static final String ITEM =
      "{\"pk\":{\"S\":\"wxqz\\\"wxqz\\u00e4\"},\"n\":{\"N\":\"7391.7391E7\"},\"b\":{\"B\":\"V1hRWg==\"},\"t\":{\"BOOL\":true},\"u\":{\"NULL\":true},"
          + "\"m\":{\"M\":{\"x\":{\"S\":\"wxqz\"}}},\"l\":{\"L\":[{\"N\":\"7391\"},{\"S\":\"WXQZ\"}]},"
          + "\"ss\":{\"SS\":[\"wxqz\",\"WXQZ\"]},\"ns\":{\"NS\":[\"7391\"]},\"bs\":{\"BS\":[\"V1hRWg==\"]}}";

  private static final KeySchema KEY =
      new KeySchema(
          List.of(
              new KeySchema.KeyAttribute("pk", AttributeType.S),
              new KeySchema.KeyAttribute("n", AttributeType.N)));

  @Test
  void ofDamagedItems() {
    assertThat(new String(Base64.getDecoder().decode("V1hRWg=="), StandardCharsets.UTF_8))
        .isEqualTo("WXQZ");
    Random random = new Random(SEED);
    byte[] likely = "{}[]\",:\\SNBMLOUE0.-+tfu".getBytes(StandardCharsets.UTF_8);
    Set<String> messages = new LinkedHashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = ITEM.getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = likely[random.nextInt(likely.length)];
      }
      int to = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        DeepWalk.over(bytes, 0, to);
        ItemKey.of(KEY, Item.slice(bytes, 0, to));
      } catch (MalformedItemException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
          String shown = t.toString();
          assertThat(SECRETS).as("round %d: %s", round, shown).noneMatch(shown::contains);
        }
        messages.add(String.valueOf(e.getMessage()).replaceAll("byte \\d+", "byte _"));
      }
    }
    assertThat(messages).hasSizeGreaterThan(30);
  }

  @Test
  void ofAKeyThatIsOfAnotherType() {
    Throwable e = refusal("{\"n\":{\"N\":\"1\"},\"pk\":{\"N\":\"7391\"}}");
    assertThat(e).hasMessage("expected key attribute pk of type S, found it with type N");
    assertThat(refusal("{\"pk\":{\"S\":\"wxqz\"}}"))
        .hasMessage("expected key attribute n of type N, found no attribute of that name");
  }

  @Test
  void ofASoundKey() {
    Item item = Item.of("{\"pk\":{\"S\":\"wxqz\"},\"n\":{\"N\":\"7391\"}}");
    assertThat(ItemKey.of(KEY, item).toString()).doesNotContain("wxqz").doesNotContain("7391");
  }

  private static Throwable refusal(String item) {
    try {
      throw new AssertionError("taken: " + ItemKey.of(KEY, Item.of(item)));
    } catch (MalformedItemException e) {
      return e;
    }
  }
}
