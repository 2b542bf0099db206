package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryDriftTest extends DriftContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
