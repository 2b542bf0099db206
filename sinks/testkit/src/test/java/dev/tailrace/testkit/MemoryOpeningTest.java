package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryOpeningTest extends OpeningContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
