package dev.tailrace.local;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads one stream to its tip, again and again, from the moment at which this was made.
 *
 * <p>The tip of a shard is reached when a page is not full: neither in records nor so near to the
 * megabyte at which AWS cuts a page that the next record might not have had a place. That is so in
 * DynamoDB Local, where a write is in the stream as soon as it is answered; AWS's own stream lags.
 *
 * <p>For one thread at a time.
 */
final class StreamReading {
  private static final int PAGE = 1000;

  /** A page of 1 MB that holds this much has room for two images of 400 KB. */
  private static final long SURELY_NOT_CUT = 128 << 10;

  private final DynamoDbStreamsClient streams;
  private final String arn;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Reading> open = new ArrayList<>();

  /** Shards that were read to their end, and whose children were not listed yet. */
  private final Set<String> childless = new LinkedHashSet<>();

  private static final class Reading {
    private final String shard;
    private @Nullable String iterator;

    Reading(String shard, @Nullable String iterator) {
      this.shard = shard;
      this.iterator = iterator;
    }
  }

  private StreamReading(DynamoDbStreamsClient streams, String arn) {
    this.streams = streams;
    this.arn = arn;
  }

  /** Begins behind the latest record of each shard. */
  static StreamReading fromNow(DynamoDbStreamsClient streams, String arn) {
    StreamReading reading = new StreamReading(streams, arn);
    for (Shard shard : reading.shards()) {
      if (shard.sequenceNumberRange().endingSequenceNumber() == null) {
        reading.open(shard.shardId(), ShardIteratorType.LATEST);
      } else {
        reading.known.add(shard.shardId());
      }
    }
    return reading;
  }

  String arn() {
    return arn;
  }

  /** Whether the stream has ended: every shard is read to its end, and none has a child. */
  boolean hasEnded() {
    return open.isEmpty();
  }

  /**
   * Reads what was not read yet, up to the tip of every shard. Where that fails, what was handed
   * over doesn't come again, and the next call goes on behind it.
   *
   * @param records takes the records; those of one item in their order
   */
  void toTheTip(Consumer<Record> records) {
    boolean looking = true;
    while (looking) {
      for (Reading reading : open) {
        readToTheTip(reading, records);
      }
      open.removeIf(reading -> reading.iterator == null);
      looking = !childless.isEmpty() && openChildren();
    }
  }

  private void readToTheTip(Reading reading, Consumer<Record> records) {
    boolean tip = false;
    while (!tip && reading.iterator != null) {
      String iterator = reading.iterator;
      GetRecordsResponse page = streams.getRecords(r -> r.shardIterator(iterator).limit(PAGE));
      page.records().forEach(records);
      reading.iterator = page.nextShardIterator();
      tip = isTip(page.records());
    }
    if (reading.iterator == null) {
      childless.add(reading.shard);
    }
  }

  private static boolean isTip(List<Record> page) {
    long bytes = 0;
    for (Record read : page) {
      bytes += Optional.ofNullable(read.dynamodb().sizeBytes()).orElse(0L);
    }
    return page.size() < PAGE && bytes < SURELY_NOT_CUT;
  }

  /** True if there is more to read. What is listed now and was not before began later than this. */
  private boolean openChildren() {
    List<Shard> unread = new ArrayList<>();
    for (Shard shard : shards()) {
      childless.remove(shard.parentShardId());
      if (!known.contains(shard.shardId())) {
        unread.add(shard);
      }
    }
    int before = open.size();
    unread.stream()
        .filter(shard -> !isToBeRead(shard.parentShardId(), unread))
        .forEach(shard -> open(shard.shardId(), ShardIteratorType.TRIM_HORIZON));
    return open.size() > before;
  }

  private boolean isToBeRead(@Nullable String shard, List<Shard> unread) {
    return open.stream().anyMatch(reading -> reading.shard.equals(shard))
        || unread.stream().anyMatch(other -> other.shardId().equals(shard));
  }

  private void open(String shard, ShardIteratorType from) {
    known.add(shard);
    open.add(
        new Reading(
            shard,
            streams
                .getShardIterator(r -> r.streamArn(arn).shardId(shard).shardIteratorType(from))
                .shardIterator()));
  }

  private List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      String start = after.orElse(null);
      StreamDescription page =
          streams
              .describeStream(r -> r.streamArn(arn).exclusiveStartShardId(start))
              .streamDescription();
      shards.addAll(page.shards());
      after = Optional.ofNullable(page.lastEvaluatedShardId());
    } while (after.isPresent());
    return shards;
  }
}
