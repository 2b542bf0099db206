package dev.tailrace.status;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /healthz}, {@code /readyz} and {@code /metrics} until it is closed.
 *
 * <p>{@code /healthz} is 200 while the process answers. {@code /readyz} is 200 while every table
 * does its work, else 503 with what is wrong, a line each. Every answer is plain text, errors too.
 *
 * <p>A connection carries one request. {@link StatusLimits} bounds how many connections there are,
 * how long each may last and how long a request's head may be, so that clients that send nothing,
 * or send slowly, can neither keep others out nor use up the process's descriptors and memory. A
 * request's body is never read.
 */
public final class StatusServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
  private static final int THREADS = 8;
  private static final int BACKLOG = 256;
  private static final int BUFFER_CAPACITY = 64 << 10;
  private static final long BUFFERS_BYTES = 4L << 20;

  private final Server server;
  private final ServerConnector connector;
  private final Connections connections;
  private final ExecutorService requests;

  private StatusServer(
      Server server, ServerConnector connector, Connections connections, ExecutorService requests) {
    this.server = server;
    this.connector = connector;
    this.connections = connections;
    this.requests = requests;
  }

  /**
   * Listens with the usual limits.
   *
   * @param hosts further names, beside the address's own, that requests may name as their host
   * @param reports how all tables are doing; the tables stay the same ones
   * @param longestLag for which a table is still called ready
   * @throws IOException when the address can't be listened on
   */
  public static StatusServer start(
      InetSocketAddress address,
      List<String> hosts,
      Supplier<List<TableReport>> reports,
      Duration longestLag,
      InstantSource clock)
      throws IOException {
    StatusPages pages =
        new StatusPages(
            reports, new Readiness(longestLag), new TableMetrics(reports, clock), clock);
    return start(address, new AllowedHosts(address, Set.copyOf(hosts)), pages, StatusLimits.USUAL);
  }

  /** Listens with limits of the caller's choice. */
  static StatusServer start(
      InetSocketAddress address, AllowedHosts hosts, StatusPages pages, StatusLimits limits)
      throws IOException {
    ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("status");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(requests);
    Server server =
        new Server(
            threads,
            new ScheduledExecutorScheduler("status-timeouts", true),
            new ArrayByteBufferPool(0, -1, BUFFER_CAPACITY, -1, BUFFERS_BYTES, BUFFERS_BYTES));
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(http(limits)));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(limits.longestSilence().toMillis());
    Connections connections = new Connections(limits, server.getScheduler());
    connector.addBean(connections);
    connector.addBean(new NetworkConnectionLimit(limits.accepted(), connector));
    server.addConnector(connector);
    server.setHandler(new StatusHandler(hosts, pages, connections));
    server.setErrorHandler(new PlainErrors());
    StatusServer status = new StatusServer(server, connector, connections, requests);
    status.listen();
    return status;
  }

  private static HttpConfiguration http(StatusLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(limits.headBytes());
    http.setSendServerVersion(false);
    http.setPersistentConnectionsEnabled(false);
    http.setUriCompliance(UriCompliance.RFC3986);
    return http;
  }

  private void listen() throws IOException {
    try {
      connector.open();
      server.start();
    } catch (IOException e) {
      close();
      // The server's own words name the address only; the cause says what is wrong with it.
      throw e.getCause() instanceof IOException cause ? cause : e;
    } catch (Exception e) {
      close();
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  /** How many connections are open. */
  int connections() {
    return connections.count();
  }

  /** Stops listening and closes every connection. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      // What is left are daemon threads, and the process is about to end.
      log.warn("the status port did not close cleanly", e);
    }
    requests.shutdownNow();
  }
}
