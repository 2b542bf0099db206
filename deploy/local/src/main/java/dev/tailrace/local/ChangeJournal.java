package dev.tailrace.local;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a table's items were before each write, in the order of the writes to each item. Entries
 * hold the image before a write only: the image after it is the next entry's, or the table's own.
 *
 * <p>An entry for a write that changed nothing, or failed, does no harm: it still states truly what
 * the item was at its time.
 *
 * <p>Not safe for several threads: the table's {@link TableGuard} is held for every call, and for a
 * write together with its entry.
 */
final class ChangeJournal {
  /**
   * @param micros when, in microseconds since the epoch; never less than the entry before
   * @param before the item before the write, empty if there was none
   */
  record Entry(long micros, ItemKey key, Map<String, AttributeValue> before) {}

  private final InstantSource clock;
  private final int capacity;
  private final ArrayList<Entry> entries = new ArrayList<>();
  private long dropped;
  private long lastMicros = Long.MIN_VALUE;
  private Instant earliest;
  private String whyNotEarlier = "it began then";

  /**
   * @param capacity how many entries are kept at the least, once there are so many
   */
  ChangeJournal(InstantSource clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
    this.earliest = clock.instant();
  }

  /** Notes what an item was before a write that happens now. */
  void append(ItemKey key, Map<String, AttributeValue> before) {
    // A wall clock may step back; the journal's times never do, or a search by time would miss.
    lastMicros = Math.max(lastMicros, micros(clock.instant()));
    entries.add(new Entry(lastMicros, key, before));
    if (entries.size() >= 2L * capacity) {
      forgetOldest(entries.size() - capacity);
    }
  }

  private void forgetOldest(int count) {
    long forgotten = entries.get(count - 1).micros();
    entries.subList(0, count).clear();
    dropped += count;
    earliest = instant(forgotten + 1);
    whyNotEarlier =
        "it outgrew its capacity of " + capacity + " entries; raise ExportOptions.journalEntries";
  }

  /**
   * Forgets everything: from now on the journal can tell of no earlier moment.
   *
   * @param why as the end of a sentence: why the past can't be told
   */
  void restart(String why) {
    dropped += entries.size();
    entries.clear();
    earliest = instant(cutNow());
    whyNotEarlier = why;
  }

  /**
   * A moment after every write so far and not after any write to come.
   *
   * @return microseconds since the epoch
   */
  long cutNow() {
    lastMicros = Math.max(lastMicros + 1, micros(clock.instant()));
    return lastMicros;
  }

  /** The earliest moment whose state the journal can tell. */
  Instant earliest() {
    return earliest;
  }

  /**
   * The position of the first entry at or after a moment; positions never change their entry.
   *
   * @throws IllegalStateException if the moment is before the earliest that the journal can tell
   */
  long positionOf(long micros) {
    if (micros < micros(earliest)) {
      throw new IllegalStateException(
          instant(micros)
              + " is before "
              + earliest
              + ", the earliest moment in the journal: "
              + whyNotEarlier);
    }
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).micros() < micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return dropped + low;
  }

  /** The position that the next entry will have. */
  long end() {
    return dropped + entries.size();
  }

  /**
   * The entries from one position up to another, as a copy.
   *
   * @throws IllegalStateException if some were dropped since, because the journal outgrew its
   *     capacity or began anew
   */
  List<Entry> between(long from, long to) {
    if (from < dropped) {
      throw new IllegalStateException(
          "the change journal lost entries while an export read it: " + whyNotEarlier);
    }
    return List.copyOf(entries.subList((int) (from - dropped), (int) (to - dropped)));
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
