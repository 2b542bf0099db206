package dev.tailrace.local;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When the records of streams were made, to the second, as AWS tells it; DynamoDB Local tells the
 * minute.
 *
 * <p>In every second in which a shard is written to or read, the sequence number that its next
 * record will have at the least is noted beforehand. So a record was made at or after the latest
 * note whose number is not above its own, and before the note that follows. Only where nobody wrote
 * through here or read in the second of the record, as may be with a deletion by time to live, is
 * the time that of the note before, or of the minute's beginning if that is later.
 *
 * <p>Safe for several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html">
 *     ApproximateCreationDateTime, rounded down to the second</a>
 */
final class StreamTimes {
  /** A note for each second of a day and a bit: as long as a stream keeps its records. */
  private static final int MOST_NOTES = 90_000;

  private static final long SECONDS_OF_A_MINUTE = 60;

  /** A shard of a stream. */
  record Shard(String streamArn, String shardId) {}

  private final InstantSource clock;
  private final Map<Shard, Notes> shards = new ConcurrentHashMap<>();

  /**
   * @param clock the one that DynamoDB Local goes by, which is the machine's
   */
  StreamTimes(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Notes what comes next in a shard, unless that was done in this second already. Whoever notes in
   * the same second returns when it is done.
   *
   * @param next asks for the lowest sequence number that the shard's next record can have
   */
  void note(Shard shard, LongSupplier next) {
    shards.computeIfAbsent(shard, s -> new Notes()).note(clock, next);
  }

  /**
   * The second in which a record was made.
   *
   * @param minute the time of the record, cut to the minute
   */
  Instant of(Shard shard, long sequence, Instant minute) {
    Notes notes = shards.get(shard);
    Instant noted = notes == null ? minute : notes.before(sequence, minute);
    Instant latest = minute.plusSeconds(SECONDS_OF_A_MINUTE - 1);
    return noted.isBefore(minute) ? minute : noted.isAfter(latest) ? latest : noted;
  }

  private static final class Notes {
    private final NavigableMap<Long, Instant> seconds = new TreeMap<>();
    private Instant last = Instant.MIN;

    synchronized void note(InstantSource clock, LongSupplier next) {
      Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      if (second.isAfter(last)) {
        // Nothing came between two notes of one number, so the later one is the nearer one.
        seconds.put(next.getAsLong(), second);
        last = second;
        if (seconds.size() > MOST_NOTES) {
          seconds.pollFirstEntry();
        }
      }
    }

    synchronized Instant before(long sequence, Instant otherwise) {
      Map.Entry<Long, Instant> note = seconds.floorEntry(sequence);
      return note == null ? otherwise : note.getValue();
    }
  }
}
