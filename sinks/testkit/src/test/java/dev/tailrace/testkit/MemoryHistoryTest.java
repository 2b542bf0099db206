package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryHistoryTest extends HistoryContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
