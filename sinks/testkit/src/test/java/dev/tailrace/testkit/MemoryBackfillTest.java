package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryBackfillTest extends BackfillContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
