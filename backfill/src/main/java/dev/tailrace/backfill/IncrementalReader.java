package dev.tailrace.backfill;

import java.util.Optional;

/**
 * The records of a data file of an incremental export, one after the other. Used by one thread.
 *
 * <p>{@link #next} throws {@link dev.tailrace.sink.DataFileException} when what is read turns out
 * to be damaged, at the latest instead of returning nothing: once it has returned nothing,
 * everything that came before is sound. So nothing must be committed before that.
 */
public interface IncrementalReader extends AutoCloseable {
  /** The next record, which stays valid; empty when there is none. */
  Optional<IncrementalRecord> next();

  @Override
  void close();
}
