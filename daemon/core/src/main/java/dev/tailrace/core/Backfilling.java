package dev.tailrace.core;

import dev.tailrace.sink.LoadOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls about one export, and the loading of its files. Decides when, not what follows. */
final class Backfilling {
  /**
   * How long after the anchor the export is asked for. AWS cuts an export's time to the second; so
   * much later, the time can't lie before the anchor.
   */
  static final Duration SETTLE = Duration.ofSeconds(2);

  private static final int DAMAGED_WHERE_STORED = 3;
  private static final int WANTED_FILES = 200;
  private static final Duration FIRST_POLL = Duration.ofMillis(500);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(30);

  private final int parallelism;
  private Optional<String> calling = Optional.empty();
  private int failures;
  private int polls;
  private Instant dueAt = Instant.MIN;
  private Optional<ExportContents> contents = Optional.empty();
  private Set<String> remaining = new LinkedHashSet<>();
  private final Map<String, Long> loaded = new LinkedHashMap<>();
  private final Map<String, Integer> damaged = new HashMap<>();
  private final Set<String> loading = new HashSet<>();

  Backfilling(int parallelism) {
    this.parallelism = parallelism;
  }

  /** Starts over. Files that are being loaded go on and are reported. */
  void restore(Map<String, Long> loadedFiles) {
    calling = Optional.empty();
    failures = 0;
    polls = 0;
    dueAt = Instant.MIN;
    contents = Optional.empty();
    remaining = new LinkedHashSet<>();
    loaded.clear();
    loaded.putAll(loadedFiles);
  }

  /** Another export is to be asked for. */
  void nextExport() {
    answered();
    polls = 0;
    contents = Optional.empty();
    remaining = new LinkedHashSet<>();
  }

  boolean mayCall(Instant now) {
    return calling.isEmpty() && !now.isBefore(dueAt);
  }

  /** Notes that a call about {@code about} (a token, an ARN, a manifest) is under way. */
  void call(String about) {
    calling = Optional.of(about);
  }

  /** Whether an answer about {@code about} is still wanted: the state may have been read anew. */
  boolean isAwaiting(String about) {
    return calling.filter(about::equals).isPresent();
  }

  void answered() {
    calling = Optional.empty();
    failures = 0;
    dueAt = Instant.MIN;
  }

  void stillInProgress(Instant now) {
    answered();
    Duration pause = FIRST_POLL.multipliedBy(1L << Math.min(10, polls++));
    dueAt = now.plus(pause.compareTo(LONGEST_POLL) < 0 ? pause : LONGEST_POLL);
  }

  void callFailed(Failure failure, Instant now, Object salt) {
    calling = Optional.empty();
    dueAt = now.plus(Backoff.after(failure, ++failures, salt));
  }

  void manifestRead(ExportContents read) {
    answered();
    contents = Optional.of(read);
    remaining = new LinkedHashSet<>(read.files());
    loaded.keySet().retainAll(remaining);
    remaining.removeAll(loaded.keySet());
  }

  Optional<ExportContents> contents() {
    return contents;
  }

  /** Which files to start loading now. */
  List<String> startLoading(Ownership ownership, Instant now) {
    List<String> starting = new ArrayList<>();
    for (String file : remaining) {
      if (loading.size() >= parallelism || now.isBefore(dueAt)) {
        break;
      }
      if (ownership.loads(file) && loading.add(file)) {
        starting.add(file);
      }
    }
    return starting;
  }

  void loaded(String file, LoadOutcome outcome) {
    loading.remove(file);
    failures = 0;
    switch (outcome) {
      case LoadOutcome.Loaded done -> count(file, done.items());
      case LoadOutcome.AlreadyLoaded done -> count(file, done.items());
      case LoadOutcome.Refused refused -> {}
    }
  }

  private void count(String file, long items) {
    // A file of an export that was given up may end late.
    if (remaining.remove(file)) {
      loaded.put(file, items);
    }
  }

  void loadFailed(String file, Failure failure, Instant now) {
    loading.remove(file);
    dueAt = now.plus(Backoff.after(failure, ++failures, file));
  }

  /**
   * Whether a file or manifest was damaged each time that it was read, and so where it is stored.
   */
  boolean isDamaged(String about, Failure failure) {
    return failure.kind() == Failure.Kind.DAMAGED
        && damaged.merge(about, 1, Integer::sum) >= DAMAGED_WHERE_STORED;
  }

  /** Whether every file that the manifest lists is in the shadow table. */
  boolean isLoaded() {
    return contents.isPresent() && remaining.isEmpty();
  }

  /** Takes note of the files that other workers have loaded. */
  void loadedByOthers(Map<String, Long> files) {
    files.forEach(this::count);
  }

  /** Some of the files that somebody has to load. */
  List<String> wanted() {
    return remaining.stream().limit(WANTED_FILES).toList();
  }

  boolean isLoading() {
    return !loading.isEmpty();
  }

  Instant dueAt() {
    return calling.isPresent() ? Instant.MAX : dueAt;
  }

  long itemsLoaded() {
    return loaded.values().stream().mapToLong(Long::longValue).sum();
  }

  int filesLoaded() {
    return loaded.size();
  }
}
