package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryReferenceTest extends ReferenceContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
