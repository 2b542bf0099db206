package dev.tailrace.testkit;

import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TargetTable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A sink under test, and what a test has to see and do behind its back. */
public interface Warehouse extends AutoCloseable {
  /** The sink; another one after {@link #reopen}. */
  Sink sink();

  /** Closes the sink and opens it again on what it has stored. */
  void reopen();

  /** The names of a table's columns, metadata columns among them, in any order. */
  List<String> columns(TargetTable table);

  /**
   * A table's rows in any order, as column name to the value's text by {@link Texts}; NULLs are
   * left out.
   */
  List<Map<String, String>> rows(TargetTable table);

  /**
   * What is there of Tailrace's making: files, schemas, tables. Empty before the first commit.
   * Looking makes nothing.
   */
  List<String> traces();

  /**
   * Breaks all connections that the sink has to the warehouse, or kills its engine, as an outage
   * does; the warehouse can be reached afterwards.
   *
   * @return false where there is no such thing, and nothing was done
   */
  default boolean breakConnections() {
    return false;
  }

  /** Makes a table of the target's name that Tailrace knows nothing of. */
  void createForeignTable(TargetTable table);

  /** What this warehouse does not have. */
  default Set<Trait> lacks() {
    return Set.of();
  }

  /**
   * How many items a test of quantity takes, where a quick warehouse would be given {@code number}.
   */
  default int many(int number) {
    return number;
  }

  @Override
  void close();
}
