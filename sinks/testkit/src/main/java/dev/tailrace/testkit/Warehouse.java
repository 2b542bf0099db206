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
