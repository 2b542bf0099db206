package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A source's tables as they will be once a commit has happened. */
final class Entries {
  private final List<Entry> all;
  private final List<Entry> changed = new ArrayList<>();
  private final List<Entry> removed = new ArrayList<>();

  Entries(Snapshot stored) {
    all = new ArrayList<>(stored.entries());
  }

  Optional<Entry> find(TargetTable target, Entry.Role role) {
    return all.stream().filter(e -> e.isOf(target, role)).findFirst();
  }

  /** Sets an entry in place of the one with its target and role. */
  void set(Entry entry) {
    for (List<Entry> list : List.of(all, changed, removed)) {
      list.removeIf(e -> e.target().equals(entry.target()) && e.role() == entry.role());
    }
    all.add(entry);
    changed.add(entry);
  }

  /** The shadow becomes the live table. */
  void swap(Entry shadow, Entry.Swap swap) {
    all.remove(shadow);
    changed.remove(shadow);
    removed.add(shadow);
    set(shadow.swapped(swap));
  }

  /** Whether a swap has to be finished after the commit. */
  boolean swaps() {
    return changed.stream().anyMatch(e -> e.swap() != Entry.Swap.NONE);
  }

  void store(State state) throws SQLException {
    for (Entry entry : removed) {
      state.remove(entry);
    }
    for (Entry entry : changed) {
      state.put(entry);
    }
  }
}
