package dev.tailrace.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code /healthz}, {@code /readyz} and {@code /metrics} until it is closed.
 *
 * <p>{@code /healthz} is 200 while the process answers. {@code /readyz} is 200 while every table
 * does its work, else 503 with what is wrong, a line each.
 */
public final class StatusServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<List<TableReport>> reports;
  private final Readiness readiness;
  private final TableMetrics metrics;
  private final InstantSource clock;

  private StatusServer(
      HttpServer server,
      Supplier<List<TableReport>> reports,
      Duration longestLag,
      InstantSource clock) {
    this.server = server;
    this.reports = reports;
    this.readiness = new Readiness(longestLag);
    this.metrics = new TableMetrics(reports, clock);
    this.clock = clock;
  }

  /**
   * Listens.
   *
   * @param reports how all tables are doing; the tables stay the same ones
   * @param longestLag for which a table is still called ready
   * @throws IOException when the address can't be listened on
   */
  public static StatusServer start(
      InetSocketAddress address,
      Supplier<List<TableReport>> reports,
      Duration longestLag,
      InstantSource clock)
      throws IOException {
    StatusServer status =
        new StatusServer(HttpServer.create(address, 0), reports, longestLag, clock);
    status.listen();
    return status;
  }

  private void listen() {
    server.createContext("/healthz", e -> answer(e, "/healthz", new Answer(200, TEXT, "ok\n")));
    server.createContext("/readyz", e -> answer(e, "/readyz", ready()));
    server.createContext(
        "/metrics", e -> answer(e, "/metrics", new Answer(200, PROMETHEUS, metrics.scrape())));
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private record Answer(int code, String type, String body) {}

  private Answer ready() {
    List<String> problems = readiness.problems(reports.get(), clock.instant());
    return problems.isEmpty()
        ? new Answer(200, TEXT, "ready\n")
        : new Answer(503, TEXT, String.join("\n", problems) + "\n");
  }

  private static void answer(HttpExchange exchange, String path, Answer answer) throws IOException {
    // A context takes whatever begins with its path.
    boolean here = exchange.getRequestURI().getPath().equals(path);
    boolean reads = List.of("GET", "HEAD").contains(exchange.getRequestMethod());
    Answer given =
        here && reads ? answer : new Answer(here ? 405 : 404, TEXT, here ? "GET\n" : "not here\n");
    try (exchange) {
      byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", given.type());
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(given.code(), head ? -1 : body.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  /** Stops listening. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
