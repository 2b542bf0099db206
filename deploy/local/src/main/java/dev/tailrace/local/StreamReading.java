package dev.tailrace.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads one stream to its tip, again and again, from the moment at which this was made.
 *
 * <p>The tip of a shard is reached when a page is not full: neither in records nor so near to the
 * megabyte at which AWS cuts a page that the next record might not have had a place. That is so in
 * DynamoDB Local, where a write is in the stream as soon as it is answered; AWS's own stream lags.
 *
 * <p>An iterator that the upstream takes no more, as after fifteen minutes without a call, is
 * opened again behind the last record that was read. Where none was, the shard is read from its
 * horizon, and what was written before this began is passed over.
 *
 * <p>For one thread at a time.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">
 *     when an iterator expires</a>
 */
final class StreamReading {
  /** Records that were not read yet can't be had any more, or not told from those before them. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Lost(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** DynamoDB Local cuts a record's time to this. */
  private static final Duration COARSEST_TIME = Duration.ofMinutes(1);

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

    /** Records made before this are no concern of the reading; empty if all of the shard's are. */
    private final Optional<Instant> since;

    private @Nullable String iterator;
    private @Nullable String last;

    /** Set from a rewind to the horizon to the first record that is of concern. */
    private boolean rewound;

    Reading(String shard, Optional<Instant> since, @Nullable String iterator) {
      this.shard = shard;
      this.since = since;
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
        reading.open(shard.shardId(), ShardIteratorType.LATEST, Optional.of(Instant.now()));
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
   * @throws Lost where records were lost for good
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
      GetRecordsResponse page = page(reading, reading.iterator);
      page.records().stream().filter(found -> isNew(reading, found)).forEach(records);
      if (!page.records().isEmpty()) {
        reading.last = page.records().getLast().dynamodb().sequenceNumber();
      }
      reading.iterator = page.nextShardIterator();
      tip = isTip(page.records());
    }
    if (reading.iterator == null) {
      childless.add(reading.shard);
    }
  }

  private GetRecordsResponse page(Reading reading, String iterator) {
    try {
      return records(iterator);
    } catch (TrimmedDataAccessException trimmed) {
      throw new Lost("the oldest of what was not read yet is trimmed", trimmed);
    } catch (ResourceNotFoundException gone) {
      throw gone;
    } catch (DynamoDbException refused) {
      // Expired, or what emulators say of an iterator that they don't know.
      return records(again(reading, refused));
    }
  }

  private GetRecordsResponse records(String iterator) {
    return streams.getRecords(r -> r.shardIterator(iterator).limit(PAGE));
  }

  /** An iterator that goes on where the refused one stood, or earlier. */
  private String again(Reading reading, DynamoDbException refused) {
    GetShardIteratorRequest.Builder behind =
        GetShardIteratorRequest.builder().streamArn(arn).shardId(reading.shard);
    if (reading.last == null) {
      behind.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      reading.rewound = reading.since.isPresent();
    } else {
      behind
          .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
          .sequenceNumber(reading.last);
    }
    try {
      return streams.getShardIterator(behind.build()).shardIterator();
    } catch (TrimmedDataAccessException trimmed) {
      trimmed.addSuppressed(refused);
      throw new Lost("what comes behind the last record that was read is trimmed", trimmed);
    }
  }

  /** Of a reading that was rewound to the horizon: whether it was made since it began. */
  private static boolean isNew(Reading reading, Record found) {
    if (!reading.rewound) {
      return true;
    }
    Instant since = reading.since.orElseThrow();
    Instant made = found.dynamodb().approximateCreationDateTime();
    if (made.plus(COARSEST_TIME).isBefore(since)) {
      return false;
    }
    if (made.isBefore(since)) {
      throw new Lost(
          "its iterator expired before anything was read, and record "
              + found.dynamodb().sequenceNumber()
              + " was made in the minute in which the reading began",
          new IllegalStateException());
    }
    reading.rewound = false;
    return true;
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
        .forEach(shard -> open(shard.shardId(), ShardIteratorType.TRIM_HORIZON, Optional.empty()));
    return open.size() > before;
  }

  private boolean isToBeRead(@Nullable String shard, List<Shard> unread) {
    return open.stream().anyMatch(reading -> reading.shard.equals(shard))
        || unread.stream().anyMatch(other -> other.shardId().equals(shard));
  }

  private void open(String shard, ShardIteratorType from, Optional<Instant> since) {
    String iterator =
        streams
            .getShardIterator(r -> r.streamArn(arn).shardId(shard).shardIteratorType(from))
            .shardIterator();
    known.add(shard);
    open.add(new Reading(shard, since, iterator));
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
