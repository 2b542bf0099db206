package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** A table's state at one moment, or the part of it that a commit is about. */
record Snapshot(TableId table, TableItem item, SortedMap<Integer, CheckpointPage> pages) {
  /** All of it. */
  static Snapshot whole(StateTable state, TableId table) {
    SortedSet<Integer> all = new TreeSet<>();
    for (int i = 0; i < CheckpointPage.COUNT; i++) {
      all.add(i);
    }
    return of(state, table, all);
  }

  /** What a commit compares. */
  static Snapshot of(StateTable state, Commit commit) {
    return of(
        state,
        commit.table(),
        commit.checkpoints().stream()
            .map(m -> CheckpointPage.indexOf(m.shard()))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Snapshot of(StateTable state, TableId table, SortedSet<Integer> wanted) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    keys.add(TableItem.key(table));
    wanted.forEach(i -> keys.add(CheckpointPage.key(table, i)));
    List<Optional<Map<String, AttributeValue>>> found = state.at(keys);
    SortedMap<Integer, CheckpointPage> pages = new TreeMap<>();
    int at = 1;
    for (int index : wanted) {
      pages.put(
          index,
          found
              .get(at++)
              .map(i -> CheckpointPage.of(index, i))
              .orElseGet(() -> CheckpointPage.empty(index)));
    }
    return new Snapshot(table, found.getFirst().map(TableItem::of).orElse(TableItem.NONE), pages);
  }

  List<Checkpoint> checkpoints() {
    return pages.values().stream().flatMap(p -> p.checkpoints().values().stream()).toList();
  }

  /** Why the commit's expectations do not hold, if so. */
  Optional<String> refusal(Commit commit) {
    return lifeRefusal(commit.expectedLifeVersion())
        .or(() -> commit.nextLife().flatMap(this::fenced))
        .or(
            () ->
                commit.checkpoints().stream()
                    .map(this::refusal)
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  Optional<String> lifeRefusal(long expectedVersion) {
    return item.version() == expectedVersion
        ? Optional.empty()
        : Optional.of(
            "%s: its life is at version %d, not %d"
                .formatted(table, item.version(), expectedVersion));
  }

  private Optional<String> fenced(LifeRow next) {
    return next.epoch() >= item.epoch()
        ? Optional.empty()
        : Optional.of("%s: its life was moved under a higher epoch".formatted(table));
  }

  private Optional<String> refusal(CheckpointMove move) {
    CheckpointPage page = page(CheckpointPage.indexOf(move.shard()));
    Optional<Checkpoint> now = page.checkpoint(move.shard());
    Optional<Position> position = now.map(Checkpoint::position);
    if (!position.equals(move.expected())) {
      return Optional.of(
          "shard %s is at %s, not %s".formatted(move.shard(), position, move.expected()));
    }
    return now.filter(c -> c.epoch() > move.epoch())
        .map(c -> "shard %s was moved under a higher epoch".formatted(move.shard()));
  }

  private CheckpointPage page(int index) {
    return Optional.ofNullable(pages.get(index)).orElseThrow();
  }

  /** The actions that move from here to what the commit and its work make of it. */
  List<TransactWriteItem> moves(Commit commit, TableItem next, String stateTable) {
    List<TransactWriteItem> actions = new ArrayList<>();
    actions.add(
        item.isSameBesideRevision(next)
            ? item.sameLife(table, stateTable)
            : item.replacedBy(next, table, stateTable));
    SortedMap<Integer, List<CheckpointMove>> byPage =
        commit.checkpoints().stream()
            .collect(
                Collectors.groupingBy(
                    m -> CheckpointPage.indexOf(m.shard()), TreeMap::new, Collectors.toList()));
    byPage.forEach(
        (index, moves) -> {
          CheckpointPage page = page(index);
          actions.add(page.replacedBy(page.with(moves), table, stateTable));
        });
    return actions;
  }
}
