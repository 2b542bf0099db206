package dev.tailrace.local;

import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The guards of all tables, by name. Safe for several threads. */
final class TableGuards {
  private final Map<String, TableGuard> guards = new ConcurrentHashMap<>();

  /** The guard of a table, whether or not there is such a table. */
  TableGuard of(String tableNameOrArn) {
    return guards.computeIfAbsent(TableIdentity.nameIn(tableNameOrArn), name -> new TableGuard());
  }

  /** The names of the tables that were ever written to or asked for, in their order. */
  SortedSet<String> names() {
    return new TreeSet<>(guards.keySet());
  }

  /**
   * Runs an action with the locks of several tables held.
   *
   * @param action gets the histories of those tables that have one, by table name
   */
  <R> R locked(Collection<String> tableNamesOrArns, Function<Map<String, TableHistory>, R> action) {
    SortedSet<String> names = new TreeSet<>();
    tableNamesOrArns.forEach(table -> names.add(TableIdentity.nameIn(table)));
    // Everyone locks in the order of the names, so no two wait for each other.
    names.forEach(name -> of(name).lock());
    try {
      Map<String, TableHistory> histories = new TreeMap<>();
      names.forEach(name -> of(name).history().ifPresent(found -> histories.put(name, found)));
      return action.apply(histories);
    } finally {
      names.forEach(name -> of(name).unlock());
    }
  }
}
