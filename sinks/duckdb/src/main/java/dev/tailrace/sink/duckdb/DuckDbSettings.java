package dev.tailrace.sink.duckdb;

import java.util.Optional;

/**
 * How much of the machine DuckDB may use, and who may read the file.
 *
 * @param memoryLimitMiB what DuckDB's buffers may take before it spills to the folder beside the
 *     file; the rows on their way from Java come on top, a few MiB for each load at work
 * @param threads DuckDB's worker threads
 * @param fileMode the mode that the file gets when it is opened, and what lies beside it; empty to
 *     make a new file private and leave one that is there as it is
 */
public record DuckDbSettings(long memoryLimitMiB, int threads, Optional<FileMode> fileMode) {
  private static final long DEFAULT_MEMORY_LIMIT_MIB = 2048;

  /** Checks that both numbers are positive. */
  public DuckDbSettings {
    if (memoryLimitMiB < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "DuckDB needs memory and a thread, not %d MiB and %d threads"
              .formatted(memoryLimitMiB, threads));
    }
  }

  /** For a file that is private when it is made. */
  public DuckDbSettings(long memoryLimitMiB, int threads) {
    this(memoryLimitMiB, threads, Optional.empty());
  }

  /** Two GiB of memory and a thread for each processor. */
  public static DuckDbSettings defaults() {
    return new DuckDbSettings(DEFAULT_MEMORY_LIMIT_MIB, Runtime.getRuntime().availableProcessors());
  }

  /** These settings with another file mode. */
  public DuckDbSettings withFileMode(FileMode mode) {
    return new DuckDbSettings(memoryLimitMiB, threads, Optional.of(mode));
  }
}
