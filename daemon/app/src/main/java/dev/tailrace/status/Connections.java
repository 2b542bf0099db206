package dev.tailrace.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The open connections, oldest first: keeps their number and their age within the limits. Safe for
 * several threads.
 */
final class Connections implements Connection.Listener {
  private final StatusLimits limits;
  private final Scheduler scheduler;
  private final Map<Connection, Open> open = new LinkedHashMap<>();

  Connections(StatusLimits limits, Scheduler scheduler) {
    this.limits = limits;
    this.scheduler = scheduler;
  }

  private static final class Open {
    private final Scheduler.Task end;
    private boolean asked;

    Open(Scheduler.Task end) {
      this.end = end;
    }
  }

  @Override
  public void onOpened(Connection connection) {
    long life = limits.longestLife().toMillis();
    Scheduler.Task end =
        scheduler.schedule(() -> connection.getEndPoint().close(), life, TimeUnit.MILLISECONDS);
    surplusWith(connection, new Open(end)).ifPresent(c -> c.getEndPoint().close());
  }

  private synchronized Optional<Connection> surplusWith(Connection connection, Open state) {
    open.put(connection, state);
    if (open.size() <= limits.connections()) {
      return Optional.empty();
    }
    List<Connection> unasked = new ArrayList<>();
    open.forEach(
        (c, s) -> {
          if (!s.asked) {
            unasked.add(c);
          }
        });
    Connection surplus = unasked.getFirst();
    forget(surplus);
    return Optional.of(surplus);
  }

  /** A whole request has come in; the connection is no longer closed for another's sake. */
  synchronized void asked(Connection connection) {
    Open state = open.get(connection);
    if (state != null) {
      state.asked = true;
    }
  }

  @Override
  public void onClosed(Connection connection) {
    forget(connection);
  }

  private synchronized void forget(Connection connection) {
    Open state = open.remove(connection);
    if (state != null) {
      state.end.cancel();
    }
  }

  /** How many are open. */
  synchronized int count() {
    return open.size();
  }
}
