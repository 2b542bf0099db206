package dev.tailrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients can't do to the status port, seen from the wire. */
final class StatusLimitsTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String HEALTH = "GET /healthz HTTP/1.1\nHost: localhost\n\n";

  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch reached = new CountDownLatch(1);
  private final List<RawConnection> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test starts it with its own limits
  private StatusServer server;

  private void start(StatusLimits limits) throws IOException {
    start(limits, List::of);
  }

  private void start(StatusLimits limits, Supplier<List<TableReport>> reports) throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    server =
        StatusServer.start(
            LOOPBACK,
            new AllowedHosts(LOOPBACK, Set.of("tailrace.internal")),
            new StatusPages(reports, new Readiness(LONG), new TableMetrics(List::of, clock), clock),
            limits);
  }

  private static StatusLimits limits(int connections, Duration silence, Duration life) {
    return new StatusLimits(connections, connections * 4, silence, life, 8 << 10);
  }

  @AfterEach
  void stop() throws IOException {
    released.countDown();
    for (RawConnection connection : opened) {
      connection.close();
    }
    server.close();
  }

  private RawConnection connect() throws IOException {
    RawConnection connection = new RawConnection(server.address());
    opened.add(connection);
    return connection;
  }

  private String ask(String request) throws IOException {
    return connect().send(request).readAll();
  }

  @Test
  void healthIsAnsweredBesideManyConnectionsThatAskNothing() throws Exception {
    start(limits(64, LONG, LONG));
    for (int i = 0; i < 1500; i++) {
      connect().send(i % 2 == 0 ? "" : "GET /healthz HT");
    }
    assertThat(ask(HEALTH)).startsWith("HTTP/1.1 200");
    assertThat(server.connections()).isLessThanOrEqualTo(64);
    // All the others are closed, and this waits until they are.
    List<RawConnection> left = new ArrayList<>(opened);
    long start = System.nanoTime();
    while (left.size() > 64) {
      left.removeIf(RawConnection::isEnded);
      assertThat(System.nanoTime() - start).isLessThan(RawConnection.LONGEST.toNanos());
    }
  }

  @Test
  void aConnectionThatSendsNothingIsClosed() throws Exception {
    start(limits(64, Duration.ofMillis(300), LONG));
    for (int i = 0; i < 20; i++) {
      connect();
    }
    for (RawConnection silent : List.copyOf(opened)) {
      assertThat(silent.readAll()).isEmpty();
    }
    assertThat(ask(HEALTH)).startsWith("HTTP/1.1 200");
  }

  @Test
  void aConnectionThatSendsItsHeadersSlowlyIsClosed() throws Exception {
    start(limits(64, LONG, Duration.ofMillis(500)));
    RawConnection slow = connect().send("GET /healthz HTTP/1.1\nHost: localhost\nX-Slow: ");
    assertThat(slow.readAll()).doesNotContain("200 OK");
  }

  @Test
  void aRequestThatIsBeingAnsweredIsNotClosedForOthers() throws Exception {
    start(
        limits(4, LONG, LONG),
        () -> {
          reached.countDown();
          awaitRelease();
          return List.of();
        });
    RawConnection ready = connect().send("GET /readyz HTTP/1.1\nHost: localhost\n\n");
    reached.await();
    for (int i = 0; i < 20; i++) {
      connect();
    }
    assertThat(ask(HEALTH)).startsWith("HTTP/1.1 200");
    released.countDown();
    assertThat(ready.readAll()).startsWith("HTTP/1.1 200").endsWith("ready\n");
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aHugeHeadIsRefusedInPlainText() throws Exception {
    start(StatusLimits.USUAL);
    String answer = ask("GET /healthz HTTP/1.1\nHost: localhost\nX: " + "x".repeat(9000) + "\n\n");
    assertThat(answer).startsWith("HTTP/1.1 431").doesNotContain("<").doesNotContain("xxx");
    String line = ask("GET /" + "y".repeat(9000) + " HTTP/1.1\nHost: localhost\n\n");
    assertThat(line).startsWith("HTTP/1.1 414").doesNotContain("<").doesNotContain("yyy");
  }

  @Test
  void whatIsNotHttpIsRefusedInPlainText() throws Exception {
    start(StatusLimits.USUAL);
    for (String bad :
        List.of(
            "<script>\n\n",
            "GET /healthz HTTP/1.1\n\n",
            "GET /healthz HTTP/1.1\nHost: a\nHost: b\n\n",
            "GET /healthz HTTP/1.1\nHost: localhost\nContent-Length: x\n\n",
            "GET /%00 HTTP/1.1\nHost: localhost\nAccept: text/html\n\n",
            "GET /../healthz HTTP/1.1\nHost: localhost\nAccept: text/html\n\n")) {
      String answer = ask(bad);
      assertThat(answer).as(bad).startsWith("HTTP/1.1 4").doesNotContain("<");
      assertThat(answer).as(bad).contains("Content-Type: text/plain");
    }
  }

  @Test
  void aBodyIsNotReadHoweverBigItIsSaidToBe() throws Exception {
    start(StatusLimits.USUAL);
    String length = "Content-Length: 1000000000000\n\n";
    assertThat(ask("POST /healthz HTTP/1.1\nHost: localhost\n" + length))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: GET, HEAD");
    assertThat(ask("GET /healthz HTTP/1.1\nHost: localhost\n" + length)).startsWith("HTTP/1.1 200");
  }

  @Test
  void hostsThatNobodyAllowedAreRefused() throws Exception {
    start(StatusLimits.USUAL);
    for (String host :
        List.of("evil.example", "localhost.evil.example:80", "1.2.3.4.evil.example")) {
      assertThat(ask("GET /metrics HTTP/1.1\nHost: " + host + "\n\n"))
          .as(host)
          .startsWith("HTTP/1.1 421")
          .contains("status.hosts")
          .doesNotContain(host);
    }
    assertThat(ask("GET http://evil.example/metrics HTTP/1.1\nHost: evil.example\n\n"))
        .startsWith("HTTP/1.1 421");
    for (String host :
        List.of("localhost", "LocalHost:99", "10.1.2.3:8080", "[::1]:80", "tailrace.internal.")) {
      assertThat(ask("GET /healthz HTTP/1.1\nHost: " + host + "\n\n"))
          .as(host)
          .startsWith("HTTP/1.1 200");
    }
    assertThat(ask("GET /healthz HTTP/1.0\n\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void headHasTheLengthButNotTheBody() throws Exception {
    start(StatusLimits.USUAL);
    assertThat(ask("HEAD /healthz HTTP/1.1\nHost: localhost\n\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Content-Length: 3\r\n")
        .endsWith("\r\n\r\n");
    assertThat(ask("HEAD /nothing HTTP/1.1\nHost: localhost\n\n"))
        .startsWith("HTTP/1.1 404")
        .endsWith("\r\n\r\n");
  }
}
