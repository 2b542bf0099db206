package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryMergeTest extends MergeContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
