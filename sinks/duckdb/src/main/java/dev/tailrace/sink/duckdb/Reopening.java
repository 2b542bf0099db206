package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the file when a call first needs it, and opens it again after its engine died or another
 * file came to its place. DuckDB gives a file that is open in this process to whoever opens it once
 * more, dead or not; so all calls on it have to end before that helps. Safe for use by several
 * threads.
 */
final class Reopening implements AutoCloseable {
  private final DuckDbFile file;
  private final DuckDbSettings settings;
  private @Nullable OpenFile current;
  private boolean closed;

  Reopening(DuckDbFile file, DuckDbSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  DuckDbFile file() {
    return file;
  }

  /** Something that is done with the file. */
  @FunctionalInterface
  interface Call<T> {
    T on(OpenFile open) throws SQLException;
  }

  /** Calls with the file, which is made when it is missing. */
  <T> T with(Call<T> call) throws SQLException {
    if (!file.exists()) {
      try {
        closeUseless();
        file.make();
      } catch (SQLException e) {
        throw Failures.ofOpen(file.toString(), e);
      }
    }
    return withIfThere(call)
        .orElseThrow(
            () ->
                new SinkException.Unavailable(
                    file + ": the file is gone as soon as it was made; who removes it?",
                    new IllegalStateException()));
  }

  /** Calls with the file, if there is one; the answer is never null. */
  <T> Optional<T> withIfThere(Call<T> call) throws SQLException {
    Optional<OpenFile> borrowed = borrow();
    if (borrowed.isEmpty()) {
      return Optional.empty();
    }
    OpenFile open = borrowed.get();
    try {
      return Optional.of(call.on(open));
    } catch (SQLException e) {
      open.failed(e);
      throw e;
    } catch (SinkException e) {
      if (e.getCause() instanceof SQLException cause) {
        open.failed(cause);
      }
      throw e;
    } finally {
      giveBack(open);
    }
  }

  private synchronized Optional<OpenFile> borrow() {
    if (closed) {
      throw new SinkException.Unavailable(file + ": it is closed", new IllegalStateException());
    }
    closeUseless();
    if (current == null) {
      if (!file.exists()) {
        return Optional.empty();
      }
      try {
        current = OpenFile.open(file, settings);
      } catch (SQLException e) {
        throw Failures.ofOpen(file.toString(), e);
      }
    }
    current.addUsers(1);
    return Optional.of(current);
  }

  private synchronized void closeUseless() {
    OpenFile open = current;
    Optional<String> death = open == null ? Optional.empty() : open.death();
    if (open == null || death.isEmpty()) {
      return;
    }
    if (open.users() > 0) {
      throw new SinkException.Unavailable(
          "%s: %s; it is opened again when the calls at work on it have ended"
              .formatted(file, death.get()),
          new IllegalStateException());
    }
    close(open);
    current = null;
  }

  private synchronized void giveBack(OpenFile open) {
    open.addUsers(-1);
    if (open.users() == 0 && (closed || open.death().isPresent())) {
      close(open);
      current = null;
    }
  }

  private static void close(OpenFile open) {
    try {
      open.close();
    } catch (SQLException e) {
      // What was committed is in the write-ahead log, whatever closing failed at.
      open.failed(e);
    }
  }

  /** For tests: as if the engine had died. */
  synchronized void killEngine() {
    if (current != null) {
      current.failed(new SQLException("FATAL Error: killed by a test"));
    }
  }

  /** Closes the file, or lets the last call that is at work on it do so. */
  @Override
  public synchronized void close() {
    closed = true;
    if (current != null && current.users() == 0) {
      close(current);
      current = null;
    }
  }
}
