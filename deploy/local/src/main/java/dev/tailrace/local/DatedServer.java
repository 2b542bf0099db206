package dev.tailrace.local;

import java.time.InstantSource;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * A server whose answers all have a Date of the clock that exports and the journal go by: a client
 * that takes its time from there asks for windows that suit.
 */
final class DatedServer extends Server {
  private final InstantSource clock;

  DatedServer(ThreadPool threads, InstantSource clock) {
    super(threads);
    this.clock = clock;
  }

  @Override
  public HttpField getDateField() {
    return new HttpField(HttpHeader.DATE, DateGenerator.formatDate(clock.instant()));
  }
}
