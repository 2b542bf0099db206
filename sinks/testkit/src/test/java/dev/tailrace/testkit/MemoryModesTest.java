package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryModesTest extends ModesContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
