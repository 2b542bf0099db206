package dev.tailrace.sink.snowflake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * Stands between the driver and the emulator, and does to the requests with a given text in them
 * what networks and Snowflake's front do.
 */
final class FaultProxy implements AutoCloseable {
  private static final List<String> PASSED_ON = List.of("authorization", "content-type");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int target;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  FaultProxy(int target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** What happens to a request, in the place of being passed on or after it. */
  @FunctionalInterface
  interface Fault {
    void apply(Passing request) throws IOException, InterruptedException;
  }

  private record Rule(String text, Fault fault) {}

  /** A request that a rule is for. */
  final class Passing {
    private final HttpExchange exchange;
    private final byte[] body;

    private Passing(HttpExchange exchange, byte[] body) {
      this.exchange = exchange;
      this.body = body;
    }

    /** Passes it on, and the answer back. */
    void forward() throws IOException, InterruptedException {
      HttpResponse<byte[]> answer = send();
      answer(answer.statusCode(), answer.body());
    }

    /** Passes it on, and keeps the answer. */
    HttpResponse<byte[]> send() throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + target + exchange.getRequestURI()))
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
      PASSED_ON.forEach(
          name -> {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
              request.header(name, value);
            }
          });
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    void answer(int status, byte[] content) throws IOException {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
      exchange.close();
    }

    void answer(int status, String content) throws IOException {
      answer(status, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Cuts the connection without an answer. */
    void cut() {
      exchange.close();
    }
  }

  /** Applies {@code fault} to the next request whose body has {@code text} in it, once. */
  void next(String text, Fault fault) {
    rules.add(new Rule(text, fault));
  }

  /** Whether no fault is still to come. */
  boolean isSpent() {
    return rules.isEmpty();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] raw = exchange.getRequestBody().readAllBytes();
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    byte[] body = packed ? new GZIPInputStream(new ByteArrayInputStream(raw)).readAllBytes() : raw;
    String text = new String(body, StandardCharsets.UTF_8);
    Passing request = new Passing(exchange, body);
    try {
      Optional<Rule> rule = rules.stream().filter(r -> text.contains(r.text())).findFirst();
      if (rule.isPresent() && rules.remove(rule.get())) {
        rule.get().fault().apply(request);
      } else {
        request.forward();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.close();
  }
}
