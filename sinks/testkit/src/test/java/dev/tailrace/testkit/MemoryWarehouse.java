package dev.tailrace.testkit;

import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TargetTable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sink in memory under test; reopening it changes nothing. */
final class MemoryWarehouse implements Warehouse {
  private final MemorySink sink = new MemorySink(SinkContract.CLOCK);

  @Override
  public Sink sink() {
    return sink;
  }

  @Override
  public void reopen() {
    sink.close();
  }

  @Override
  public List<String> columns(TargetTable table) {
    return sink.columns(table);
  }

  @Override
  public List<Map<String, String>> rows(TargetTable table) {
    return sink.rows(table);
  }

  @Override
  public List<String> traces() {
    return sink.isTouched() ? List.of("memory") : List.of();
  }

  @Override
  public void createForeignTable(TargetTable table) {
    sink.createForeignTable(table);
  }

  @Override
  public void close() {
    sink.close();
  }

  @Override
  public Set<Trait> lacks() {
    return Set.of(Trait.WIDER_NUMBERS);
  }
}
