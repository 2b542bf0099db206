package dev.tailrace.sink.duckdb;

/**
 * How much of the machine DuckDB may use.
 *
 * @param memoryLimitMiB what DuckDB's buffers may take before it spills to the folder beside the
 *     file; the rows on their way from Java come on top, a few MiB for each load at work
 * @param threads DuckDB's worker threads
 */
public record DuckDbSettings(long memoryLimitMiB, int threads) {
  private static final long DEFAULT_MEMORY_LIMIT_MIB = 2048;

  /** Checks that both are positive. */
  public DuckDbSettings {
    if (memoryLimitMiB < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "DuckDB needs memory and a thread, not %d MiB and %d threads"
              .formatted(memoryLimitMiB, threads));
    }
  }

  /** Two GiB of memory and a thread for each processor. */
  public static DuckDbSettings defaults() {
    return new DuckDbSettings(DEFAULT_MEMORY_LIMIT_MIB, Runtime.getRuntime().availableProcessors());
  }
}
