package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.sink.Quarantined;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Items that DynamoDB holds no more, and what becomes of them. */
final class Odd {
  private static final int BYTES = 420_000;

  private Odd() {}

  /** An item beyond 400 KB. */
  static String large(String pk) {
    return "{\"pk\":{\"S\":\"%s\"},\"t\":{\"S\":\"%s\"}}".formatted(pk, "x".repeat(BYTES));
  }

  /** One that takes several parts, since it does not get smaller when it is compressed. */
  static String noise(String pk, long seed) {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    String text = Base64.getEncoder().encodeToString(bytes);
    return "{\"pk\":{\"S\":\"%s\"},\"b\":{\"B\":\"%s\"}}".formatted(pk, text);
  }

  static List<Quarantined> entries(Fixture fixture) {
    return fixture.sink.quarantined(Fixture.TABLE);
  }

  static Quarantined only(Fixture fixture) {
    List<Quarantined> entries = entries(fixture);
    if (entries.size() != 1) {
      throw new AssertionError("one entry was expected: " + entries);
    }
    return entries.getFirst();
  }

  /** The image that is kept; throws when it is not whole. */
  static String image(Fixture fixture, Quarantined entry) {
    return fixture
        .sink
        .quarantinedImage(Fixture.TABLE, entry)
        .map(Item::toString)
        .orElseThrow(() -> new AssertionError("no image of " + entry));
  }

  static boolean release(Fixture fixture, Quarantined entry, String json) {
    return fixture.sink.release(Fixture.TABLE, Fixture.TARGET, entry, Item.of(json));
  }

  /** How many items of the state table are about quarantine. */
  static long stored(Fixture fixture) {
    return LocalDynamoDb.scan(fixture.settings.stateTable()).stream()
        .filter(i -> Values.text(i, Values.SCOPE).contains("#quarantine"))
        .count();
  }
}
