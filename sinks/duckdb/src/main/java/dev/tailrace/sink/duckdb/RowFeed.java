package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.sql.RowSource;
import org.jspecify.annotations.Nullable;

/** A source that statements can read for as long as the feed is open. */
final class RowFeed implements AutoCloseable {
  private final RowSource source;
  private final String call;
  private final Runnable onClose;
  private volatile @Nullable Throwable failure;

  RowFeed(RowSource source, String call, Runnable onClose) {
    this.source = source;
    this.call = call;
    this.onClose = onClose;
  }

  RowSource source() {
    return source;
  }

  /** The call that stands behind FROM. */
  String sql() {
    return call;
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  /** Throws what the source threw, if it did. */
  void rethrowFailure() {
    Throwable cause = failure;
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
