package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.dynamodb.ChangeLog.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What a commit's transaction will store beside its checkpoints. */
final class Draft {
  private final Snapshot before;
  private final List<Placed> segments = new ArrayList<>();
  private final Map<String, Target> swapped = new LinkedHashMap<>();
  private long logGeneration;
  private long logEnd;
  private long fileGeneration;

  Draft(Snapshot before) {
    this.before = before;
    this.logGeneration = before.item().logGeneration();
    this.logEnd = before.item().logEnd();
    this.fileGeneration = before.item().fileGeneration();
  }

  /** A segment and the ordinal of its first change. */
  record Placed(Segment segment, long first) {}

  Snapshot before() {
    return before;
  }

  /** The segments that this commit appends, those aside that it forgets again. */
  List<Placed> segments() {
    return segments;
  }

  long logGeneration() {
    return logGeneration;
  }

  long logEnd() {
    return logEnd;
  }

  void append(Segment segment) {
    segments.add(new Placed(segment, logEnd + 1));
    logEnd += segment.count();
  }

  void forgetLog() {
    logGeneration++;
    segments.clear();
  }

  void forgetFiles() {
    fileGeneration++;
  }

  void swap(Target target) {
    swapped.put(target.name(), target);
    forgetLog();
    forgetFiles();
  }

  boolean forgets() {
    return logGeneration != before.item().logGeneration()
        || fileGeneration != before.item().fileGeneration();
  }

  TableItem item(Commit commit) {
    return new TableItem(
        before.item().revision(),
        commit.nextLife().or(() -> before.item().life()),
        logGeneration,
        logEnd,
        fileGeneration);
  }

  List<TransactWriteItem> actions(
      Commit commit, ChangeLog log, Targets targets, String stateTable) {
    List<TransactWriteItem> actions =
        new ArrayList<>(before.moves(commit, item(commit), stateTable));
    segments.forEach(s -> actions.add(log.record(s.segment(), logGeneration, s.first())));
    swapped.values().forEach(t -> actions.add(targets.goLive(t)));
    return actions;
  }
}
