package dev.tailrace.stream;

import dev.tailrace.core.Failure;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Makes changes of stream records: from the SDK's values into the bytes of DynamoDB JSON. */
final class StreamRecords {
  private static final String TTL_PRINCIPAL = "dynamodb.amazonaws.com";

  private final KeySchema key;

  StreamRecords(KeySchema key) {
    this.key = key;
  }

  Change change(ShardRef shard, Record streamRecord) {
    StreamRecord data = streamRecord.dynamodb();
    SequenceNumber sequence = SequenceNumber.of(data.sequenceNumber());
    Instant committedAt = data.approximateCreationDateTime();
    Origin origin = new Origin(shard, sequence, committedAt == null ? Instant.EPOCH : committedAt);
    return switch (streamRecord.eventNameAsString()) {
      case "INSERT", "MODIFY" -> {
        if (!data.hasNewImage()) {
          throw noImage(shard, sequence);
        }
        Item image = AttributeValues.item(data.newImage());
        yield new Change.Upsert(ItemKey.of(key, image), image, origin);
      }
      // DynamoDB Local calls a deletion by time to live EXPIRE; AWS tells by the user identity.
      case "REMOVE", "EXPIRE" -> {
        Item keys = AttributeValues.item(data.keys());
        yield new Change.Delete(ItemKey.of(key, keys), keys, origin, isExpiry(streamRecord));
      }
      default ->
          throw new StreamException(
              new Failure(
                  Failure.Kind.REFUSED,
                  "shard %s: record %s is of an unknown kind, %s; nothing of it was skipped: update Tailrace"
                      .formatted(shard, sequence, streamRecord.eventNameAsString())),
              new IllegalStateException());
    };
  }

  private static StreamException noImage(ShardRef shard, SequenceNumber sequence) {
    String message =
        "shard %s: record %s has no new image; the stream's view type must be NEW_IMAGE or NEW_AND_OLD_IMAGES: turn the stream off and on again with one of these"
            .formatted(shard, sequence);
    return new StreamException(
        new Failure(Failure.Kind.REFUSED, message), new IllegalStateException(message));
  }

  private static boolean isExpiry(Record streamRecord) {
    return streamRecord.eventNameAsString().equals("EXPIRE")
        || (streamRecord.userIdentity() != null
            && TTL_PRINCIPAL.equals(streamRecord.userIdentity().principalId()));
  }
}
