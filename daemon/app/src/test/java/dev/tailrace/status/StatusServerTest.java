package dev.tailrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.core.Failure;
import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusServerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final HttpClient client = HttpClient.newHttpClient();
  private volatile List<TableReport> reports =
      List.of(report(Phase.STREAMING, Optional.of(NOW.minusSeconds(3)), Optional.empty()));
  private StatusServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        StatusServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of("tailrace.internal"),
            () -> reports,
            Duration.ofMinutes(5),
            InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private static TableReport report(
      Phase phase, Optional<Instant> committedUntil, Optional<Instant> sinkFailsSince) {
    TableStatus status =
        new TableStatus(
            "orders",
            phase,
            10,
            20,
            1,
            2,
            300,
            200,
            4,
            committedUntil,
            Duration.ZERO,
            false,
            false,
            phase == Phase.NEEDS_ATTENTION ? Optional.of("look after it") : Optional.empty());
    return new TableReport(
        status, Map.of(Failure.Kind.RETRY, 7L), sinkFailsSince, OptionalLong.of(3));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET().build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itLivesWhateverTheTablesDo() throws Exception {
    reports = List.of(report(Phase.NEEDS_ATTENTION, Optional.empty(), Optional.empty()));
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void itIsReadyWhileEveryTableDoesItsWork() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aTableThatNeedsAttentionIsNamed() throws Exception {
    reports = List.of(report(Phase.NEEDS_ATTENTION, Optional.empty(), Optional.empty()));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("table orders needs attention: look after it");
  }

  @Test
  void aSinkThatFailsForLongIsNotReady() throws Exception {
    Optional<Instant> recently = Optional.of(NOW.minusSeconds(299));
    reports = List.of(report(Phase.STREAMING, Optional.of(NOW), recently));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    Optional<Instant> longAgo = Optional.of(NOW.minusSeconds(301));
    reports = List.of(report(Phase.STREAMING, Optional.of(NOW), longAgo));
    assertThat(get("/readyz").body()).contains("the sink can't be reached since");
  }

  @Test
  void aTableThatCouldNotBeReadForLongIsNotReady() throws Exception {
    Optional<Instant> until = Optional.of(NOW.minusSeconds(301));
    reports = List.of(report(Phase.STREAMING, until, Optional.empty()));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("nothing newer than 2026-01-01T11:54:59Z");
  }

  @Test
  void theMetricsAreThoseOfNow() throws Exception {
    assertThat(get("/metrics").body())
        .contains("tailrace_table_lag_seconds{table=\"orders\"} 3.0")
        .contains("tailrace_table_retention_remaining_seconds{table=\"orders\"} 86397.0")
        .contains("tailrace_table_records_read_total{table=\"orders\"} 300.0")
        .contains("tailrace_table_records_merged_total{table=\"orders\"} 200.0")
        .contains("tailrace_table_values_drifted_total{table=\"orders\"} 4.0")
        .contains("tailrace_table_items_quarantined{table=\"orders\"} 3.0")
        .contains("tailrace_table_errors_total{kind=\"retry\",table=\"orders\"} 7.0")
        .contains("tailrace_table_phase{phase=\"streaming\",table=\"orders\"} 1.0")
        .contains("tailrace_table_phase{phase=\"loading\",table=\"orders\"} 0.0");
    reports = List.of(report(Phase.LOADING, Optional.empty(), Optional.empty()));
    assertThat(get("/metrics").body())
        .contains("tailrace_table_lag_seconds{table=\"orders\"} NaN")
        .contains("tailrace_table_phase{phase=\"loading\",table=\"orders\"} 1.0");
  }

  @Test
  void nothingElseIsThere() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/healthz/x").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/readyz"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(send(post).statusCode()).isEqualTo(405);
    HttpRequest head = HttpRequest.newBuilder(uri("/readyz")).HEAD().build();
    assertThat(send(head).statusCode()).isEqualTo(200);
  }
}
