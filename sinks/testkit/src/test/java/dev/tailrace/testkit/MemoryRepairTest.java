package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryRepairTest extends RepairContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
