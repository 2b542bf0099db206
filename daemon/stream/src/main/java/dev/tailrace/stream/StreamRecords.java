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
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * Makes changes of stream records: from the SDK's values into the bytes of DynamoDB JSON.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html">
 *     the events, and the identity of a deletion by time to live</a>
 */
final class StreamRecords {
  private static final String TTL_TYPE = "Service";
  private static final String TTL_PRINCIPAL = "dynamodb.amazonaws.com";

  /**
   * What DynamoDB Local, and with it LocalStack, calls a deletion by time to live: inside, and on
   * the wire, where its own SDK has no word for it. AWS sends neither.
   */
  private static final Set<String> EMULATED_EXPIRIES = Set.of("EXPIRE", "UNKNOWN_TO_SDK_VERSION");

  private final KeySchema key;

  StreamRecords(KeySchema key) {
    this.key = key;
  }

  Change change(ShardRef shard, Record streamRecord) {
    StreamRecord data = streamRecord.dynamodb();
    SequenceNumber sequence = SequenceNumber.of(data.sequenceNumber());
    Instant committedAt = data.approximateCreationDateTime();
    Origin origin = new Origin(shard, sequence, committedAt == null ? Instant.EPOCH : committedAt);
    String event = String.valueOf(streamRecord.eventNameAsString());
    return switch (event) {
      case "INSERT", "MODIFY" -> {
        if (!data.hasNewImage()) {
          throw noImage(shard, sequence);
        }
        Item image = AttributeValues.item(data.newImage());
        yield new Change.Upsert(ItemKey.of(key, image), image, origin);
      }
      case "REMOVE" -> delete(data, origin, isByTimeToLive(streamRecord));
      default -> {
        if (!isEmulatedExpiry(event, data)) {
          throw unknown(shard, sequence, event);
        }
        yield delete(data, origin, true);
      }
    };
  }

  private Change delete(StreamRecord data, Origin origin, boolean expired) {
    Item keys = AttributeValues.item(data.keys());
    return new Change.Delete(ItemKey.of(key, keys), keys, origin, expired);
  }

  private static StreamException unknown(ShardRef shard, SequenceNumber sequence, String event) {
    return new StreamException(
        new Failure(
            Failure.Kind.REFUSED,
            "shard %s: record %s is of an unknown kind, %s; nothing of it was skipped: update Tailrace"
                .formatted(shard, sequence, event)),
        new IllegalStateException());
  }

  private static StreamException noImage(ShardRef shard, SequenceNumber sequence) {
    String message =
        "shard %s: record %s has no new image; the stream's view type must be NEW_IMAGE or NEW_AND_OLD_IMAGES: turn the stream off and on again with one of these"
            .formatted(shard, sequence);
    return new StreamException(
        new Failure(Failure.Kind.REFUSED, message), new IllegalStateException(message));
  }

  private static boolean isByTimeToLive(Record streamRecord) {
    Identity identity = streamRecord.userIdentity();
    return identity != null
        && TTL_TYPE.equals(identity.type())
        && TTL_PRINCIPAL.equals(identity.principalId());
  }

  /** Where new images are sent, a record without one is of an item that is gone. */
  private static boolean isEmulatedExpiry(String event, StreamRecord data) {
    return EMULATED_EXPIRIES.contains(event)
        && !data.hasNewImage()
        && (data.streamViewType() == StreamViewType.NEW_IMAGE
            || data.streamViewType() == StreamViewType.NEW_AND_OLD_IMAGES);
  }
}
