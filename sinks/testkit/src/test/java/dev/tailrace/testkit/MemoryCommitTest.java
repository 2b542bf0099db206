package dev.tailrace.testkit;

import java.nio.file.Path;

final class MemoryCommitTest extends CommitContract {
  @Override
  protected Warehouse open(Path folder) {
    return new MemoryWarehouse();
  }
}
