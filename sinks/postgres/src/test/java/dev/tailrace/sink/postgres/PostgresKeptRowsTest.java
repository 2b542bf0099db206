package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.KeptRowsContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresKeptRowsTest extends KeptRowsContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }

  /** {@link Readback} shows it there. */
  @Override
  protected boolean showsFittingOverflow() {
    return true;
  }
}
