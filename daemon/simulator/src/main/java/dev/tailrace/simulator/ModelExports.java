package dev.tailrace.simulator;

import dev.tailrace.core.ExportContents;
import dev.tailrace.core.ExportState;
import dev.tailrace.core.ExportWindow;
import dev.tailrace.core.Failure;
import dev.tailrace.projection.TableShape;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Point-in-time exports. A client token that was seen within 8 hours is answered with the export
 * that it started.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html">ExportTableToPointInTime</a>
 */
final class ModelExports {
  static final Duration TOKEN_LIFE = Duration.ofHours(8);

  /**
   * So that a table does not end with «three exports failed in a row», which is the product's
   * answer.
   */
  private static final int MOST_FAILURES_IN_A_ROW = 2;

  /** An export: the table as of {@code time}, in files that each hold some of its items. */
  record Export(
      String arn,
      Optional<ExportWindow> window,
      Instant requestedAt,
      Instant time,
      Instant endsAt,
      boolean fails,
      Map<String, List<Write>> files,
      SortedMap<String, Write> state) {}

  private static final Duration BEHIND = Duration.ofMinutes(3);
  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final ModelTable table;
  private final Dice dice;
  private final Scheduler scheduler;
  private final FaultCounts faults;
  private final Map<String, Export> byToken = new LinkedHashMap<>();
  private final Map<String, Export> byArn = new LinkedHashMap<>();
  private int failuresInARow;
  private double failing;
  private Instant earliest = Instant.MIN;

  ModelExports(ModelTable table, Dice dice, Scheduler scheduler, FaultCounts faults) {
    this.table = table;
    this.dice = dice;
    this.scheduler = scheduler;
    this.faults = faults;
  }

  void failing(double probability) {
    failing = probability;
  }

  /** Nothing can be restored from before then. */
  void reachBackTo(Instant time) {
    earliest = time;
  }

  /** Point-in-time recovery is always a few minutes behind. */
  private Instant latest() {
    return scheduler.now().minus(BEHIND);
  }

  String request(String token, Optional<ExportWindow> window) {
    window.ifPresent(this::check);
    Export known = byToken.get(token);
    if (known != null && known.requestedAt().plus(TOKEN_LIFE).isAfter(scheduler.now())) {
      return known.arn();
    }
    Export export = start("arn:export/" + (byArn.size() + 1), window);
    byToken.put(token, export);
    byArn.put(export.arn(), export);
    return export.arn();
  }

  private void check(ExportWindow window) {
    Duration length = Duration.between(window.from(), window.to());
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new Violation("an export of a window of " + length);
    }
    if (window.from().isBefore(earliest)) {
      throw new CallFailed(Failure.Kind.OUT_OF_REACH, "recovery reaches back to " + earliest);
    }
    if (window.to().isAfter(latest())) {
      throw new CallFailed(Failure.Kind.RETRY, "recovery has not come to " + window.to());
    }
  }

  private Export start(String arn, Optional<ExportWindow> window) {
    Instant now = scheduler.now();
    Instant time = window.map(ExportWindow::to).orElse(now.truncatedTo(ChronoUnit.SECONDS));
    // What a window shows ends just before its end.
    SortedMap<String, Write> state =
        window.isPresent() ? changed(window.get()) : table.lastWrites(time);
    Map<String, List<Write>> files = new LinkedHashMap<>();
    int count = dice.between(1, 4);
    for (int i = 0; i < count; i++) {
      files.put(arn + "/data/" + i + ".json.gz", new ArrayList<>());
    }
    List<List<Write>> contents = List.copyOf(files.values());
    state.values().stream()
        .filter(w -> window.isPresent() || w.item().isPresent())
        .forEach(w -> dice.oneOf(contents).add(w));
    boolean fails = failuresInARow < MOST_FAILURES_IN_A_ROW && dice.chance(failing);
    failuresInARow = fails ? failuresInARow + 1 : 0;
    Instant endsAt = now.plus(dice.between(Duration.ofSeconds(5), Duration.ofHours(3)));
    return new Export(arn, window, now, time, endsAt, fails, files, state);
  }

  /** The last write to each key that was written to in the window, deletions too. */
  private SortedMap<String, Write> changed(ExportWindow window) {
    SortedMap<String, Write> last = table.lastWrites(window.to().minusMillis(1));
    last.values().removeIf(write -> write.at().isBefore(window.from()));
    // Of what was put and deleted within the window, nothing is told.
    SortedMap<String, Write> before = table.lastWrites(window.from().minusMillis(1));
    last.values()
        .removeIf(
            write ->
                write.item().isEmpty()
                    && Optional.ofNullable(before.get(write.key())).flatMap(Write::item).isEmpty());
    return last;
  }

  ExportState describe(String arn) {
    Export export = byArn.get(arn);
    if (export == null) {
      throw new CallFailed(Failure.Kind.REFUSED, "there is no export " + arn);
    }
    if (scheduler.now().isBefore(export.endsAt())) {
      return new ExportState.InProgress();
    }
    if (export.fails()) {
      faults.add(Fault.EXPORT_FAILED);
      return new ExportState.Failed("the simulator wants it so");
    }
    return new ExportState.Completed(manifest(arn), export.time());
  }

  private static String manifest(String arn) {
    return arn + "/manifest-summary.json";
  }

  ExportContents contents(String manifest) {
    Export export = ofManifest(manifest).orElseThrow();
    long items = export.files().values().stream().mapToLong(List::size).sum();
    return new ExportContents(
        List.copyOf(export.files().keySet()), items, TableShape.ofKey(ModelTable.KEY));
  }

  Optional<Export> ofManifest(String manifest) {
    return byArn.values().stream().filter(e -> manifest(e.arn()).equals(manifest)).findFirst();
  }

  int started() {
    return byArn.size();
  }
}
