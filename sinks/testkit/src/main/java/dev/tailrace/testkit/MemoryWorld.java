package dev.tailrace.testkit;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the sink in memory holds. A copy shares tables and states with its original until it is
 * asked for one to write to.
 */
final class MemoryWorld {
  private final Map<TableId, MemoryState> states = new HashMap<>();
  private final Map<String, MemoryTable> tables = new HashMap<>();
  private final Set<String> foreign = new HashSet<>();
  private final Set<Object> own = new HashSet<>();
  private long generation;

  MemoryWorld copy() {
    MemoryWorld copy = new MemoryWorld();
    copy.states.putAll(states);
    copy.tables.putAll(tables);
    copy.foreign.addAll(foreign);
    copy.generation = generation;
    return copy;
  }

  /** Counts the commits that touched a shadow table. */
  long generation() {
    return generation;
  }

  boolean isTouched() {
    return !states.isEmpty() || !tables.isEmpty();
  }

  MemoryState state(TableId table) {
    return states.getOrDefault(table, new MemoryState());
  }

  MemoryState writableState(TableId table) {
    if (own.add(table)) {
      states.put(table, state(table).copy());
    }
    return state(table);
  }

  Optional<MemoryTable> live(TargetTable target) {
    return Optional.ofNullable(tables.get(liveName(target)));
  }

  Optional<MemoryTable> shadow(TargetTable target) {
    return Optional.ofNullable(tables.get(shadowName(target)));
  }

  MemoryTable writableLive(TableId owner, TargetTable target) {
    return writable(owner, target, liveName(target));
  }

  MemoryTable shadow(TableId owner, TargetTable target) {
    return writable(owner, target, shadowName(target));
  }

  private MemoryTable writable(TableId owner, TargetTable target, String name) {
    MemoryTable table = tables.get(name);
    if (table == null || !table.owner().equals(owner)) {
      throw new SinkException.Rejected(
          "%s: there is no table %s that Tailrace made for it; resync it".formatted(owner, target));
    }
    if (!table.shape().key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: table %s has another key; resync it".formatted(owner, target));
    }
    if (!table.shape().options().equals(target.options())) {
      throw new SinkException.Rejected(
          "%s: table %s was made with the options %s and is asked for with %s; resync it"
              .formatted(
                  owner, target, table.shape().options().toText(), target.options().toText()));
    }
    if (own.add(name)) {
      table = table.copy();
      tables.put(name, table);
    }
    return table;
  }

  void checkFree(TableId owner, TargetTable target) {
    MemoryTable table = tables.get(liveName(target));
    boolean others = table != null && !table.owner().equals(owner);
    if (others || foreign.contains(liveName(target))) {
      throw new SinkException.Rejected(
          "%s: there is a table %s that Tailrace did not make for it; rename or drop it"
              .formatted(owner, target));
    }
  }

  void putShadow(TargetTable target, MemoryTable table) {
    own.add(shadowName(target));
    tables.put(shadowName(target), table);
    generation++;
  }

  void swap(TableId owner, TargetTable target, Instant now) {
    MemoryTable shadow = shadow(owner, target);
    live(target).filter(l -> isAlike(l, shadow)).ifPresent(l -> shadow.carryOver(l, now));
    tables.remove(shadowName(target));
    tables.put(liveName(target), shadow);
    own.remove(shadowName(target));
    own.add(liveName(target));
    generation++;
  }

  private static boolean isAlike(MemoryTable live, MemoryTable shadow) {
    return live.shape().key().equals(shadow.shape().key())
        && live.shape().options().equals(shadow.shape().options());
  }

  void shadowChanged() {
    generation++;
  }

  void addForeign(TargetTable target) {
    foreign.add(liveName(target));
  }

  private static String liveName(TargetTable target) {
    return (target.schema() + "\0" + target.name()).toLowerCase(Locale.ROOT);
  }

  private static String shadowName(TargetTable target) {
    return liveName(target) + "\0shadow";
  }
}
