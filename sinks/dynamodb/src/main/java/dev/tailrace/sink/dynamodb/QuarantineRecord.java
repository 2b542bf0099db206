package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The record by which an item counts as quarantined; its image is in parts elsewhere.
 *
 * @param physicalName the target's table in DynamoDB
 * @param keyHash what stands for the item's key, which may be longer than an entry's name
 * @param parts how many parts the image has
 */
record QuarantineRecord(String physicalName, String keyHash, Quarantined entry, int parts) {
  private static final String TARGET = "target";
  private static final String KEY = "key";
  private static final String REASON = "reason";
  private static final String AT = "at";
  private static final String IMAGE_BYTES = "image_bytes";
  private static final String REVISION = "revision";
  private static final String PARTS = "parts";
  private static final String STREAM = "stream";
  private static final String SHARD = "shard";
  private static final String SEQUENCE = "sequence";
  private static final String COMMITTED_AT = "committed_at";

  /** A revision that nothing else has; it begins with the key's hash. */
  static String newRevision(String keyHash) {
    return keyHash + "-" + UUID.randomUUID();
  }

  /** The hash of the key that a revision is of. */
  static String hashOf(String revision) {
    return revision.substring(0, Math.max(0, revision.indexOf('-')));
  }

  /** A key's hash, of a fixed length. */
  static String hash(ItemKey key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What {@link #addTo} wrote. */
  static QuarantineRecord of(
      String physicalName, String keyHash, Map<String, AttributeValue> item) {
    byte[] key = Values.text(item, KEY).getBytes(StandardCharsets.UTF_8);
    return new QuarantineRecord(
        physicalName,
        keyHash,
        new Quarantined(
            Values.text(item, TARGET),
            Item.slice(key, 0, key.length),
            Values.text(item, REASON),
            Instant.parse(Values.text(item, AT)),
            origin(item),
            Values.number(item, IMAGE_BYTES),
            Values.text(item, REVISION)),
        (int) Values.number(item, PARTS));
  }

  private static Optional<Origin> origin(Map<String, AttributeValue> item) {
    if (!item.containsKey(SEQUENCE)) {
      return Optional.empty();
    }
    return Optional.of(
        new Origin(
            new ShardRef(Values.text(item, STREAM), Values.text(item, SHARD)),
            SequenceNumber.of(Values.text(item, SEQUENCE)),
            Instant.parse(Values.text(item, COMMITTED_AT))));
  }

  /** Adds what the record says to the key of its item. */
  void addTo(Map<String, AttributeValue> item) {
    item.put(TARGET, Values.text(entry.target()));
    item.put(KEY, Values.text(entry.key().toString()));
    item.put(REASON, Values.text(entry.reason()));
    item.put(AT, Values.text(entry.at().toString()));
    item.put(IMAGE_BYTES, Values.number(entry.imageBytes()));
    item.put(REVISION, Values.text(entry.revision()));
    item.put(PARTS, Values.number(parts));
    entry
        .origin()
        .ifPresent(
            origin -> {
              item.put(STREAM, Values.text(origin.shard().streamArn()));
              item.put(SHARD, Values.text(origin.shard().shardId()));
              item.put(SEQUENCE, Values.text(origin.sequence().toString()));
              item.put(COMMITTED_AT, Values.text(origin.committedAt().toString()));
            });
  }
}
