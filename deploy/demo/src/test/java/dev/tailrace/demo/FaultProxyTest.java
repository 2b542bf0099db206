package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.app.AwsClients;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** What the proxy of the fault tests does to a call; what it lets pass stays as it is. */
class FaultProxyTest {
  private static final String OBJECT = "GET /stage/object";
  private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private static Stage stage;
  private static HttpClient http;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    stage
        .aws()
        .s3()
        .putObject(r -> r.bucket(Stage.BUCKET).key("object"), RequestBody.fromBytes(BODY));
  }

  @AfterAll
  static void end() {
    http.close();
    stage.close();
  }

  @Test
  void anSdkSeesWhatIsBehindAndTriesRefusedCallsAgain() throws Exception {
    FaultPlan plan =
        new FaultPlan(1)
            .nth(OBJECT, 1, new Fault.Refuse(503, "SlowDown"))
            .nth("ListTables", 1, new Fault.Refuse(400, "ThrottlingException"));
    try (FaultProxy proxy = proxy(plan);
        AwsClients through = FaultyDaemon.clients(stage, proxy)) {
      byte[] read =
          through
              .s3()
              .getObjectAsBytes(r -> r.bucket(Stage.BUCKET).key("object"))
              .asByteArrayUnsafe();

      assertThat(read).isEqualTo(BODY);
      assertThat(through.dynamoDb().listTables().tableNames()).isEmpty();
    }
    assertThat(plan.calls(OBJECT)).isEqualTo(2);
    assertThat(plan.calls("ListTables")).isEqualTo(2);
    assertThat(plan.injected()).isEqualTo(Map.of("SlowDown", 1, "ThrottlingException", 1));
  }

  @Test
  void anAnswerIsShortenedAlteredCutOrResetWhereItIsSaid() throws Exception {
    FaultPlan plan =
        new FaultPlan(1)
            .nth(OBJECT, 1, new Fault.Shorten(4))
            .nth(OBJECT, 2, new Fault.Alter(3))
            .nth(OBJECT, 3, new Fault.Cut(4))
            .nth(OBJECT, 4, new Fault.Reset(4));
    try (FaultProxy proxy = proxy(plan)) {
      assertThat(object(proxy).body()).asString().isEqualTo("0123");
      assertThat(object(proxy).body()).asString().isEqualTo("0122456789");
      assertThatThrownBy(() -> object(proxy)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> object(proxy)).isInstanceOf(IOException.class);
      assertThat(object(proxy).body()).isEqualTo(BODY);
    }
  }

  @Test
  void aCallWhoseAnswerIsLostHasHappened() throws Exception {
    FaultPlan plan = new FaultPlan(1).nth("PUT /stage/lost", 1, new Fault.Lose());
    try (FaultProxy proxy = proxy(plan)) {
      HttpRequest put = request(proxy, "lost").PUT(BodyPublishers.ofByteArray(BODY)).build();

      assertThatThrownBy(() -> http.send(put, BodyHandlers.ofByteArray()))
          .isInstanceOf(IOException.class);
      assertThat(http.send(request(proxy, "lost").build(), BodyHandlers.ofByteArray()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aStallLastsUntilTheClientGivesUp() throws Exception {
    FaultPlan plan = new FaultPlan(1).nth(OBJECT, 1, new Fault.Stall());
    try (FaultProxy proxy = proxy(plan)) {
      HttpRequest get = request(proxy, "object").timeout(Duration.ofMillis(300)).build();

      assertThatThrownBy(() -> http.send(get, BodyHandlers.ofByteArray()))
          .isInstanceOf(HttpTimeoutException.class);
      assertThat(object(proxy).body()).isEqualTo(BODY);
    }
  }

  @Test
  void aSeedAlwaysStrikesTheSameCallsAndTheKindsTakeTurns() {
    List<String> once = strikes(42);

    assertThat(once).isEqualTo(strikes(42)).isNotEqualTo(strikes(43));
    assertThat(once).contains("Lose", "Stall", "none");
  }

  private static List<String> strikes(long seed) {
    FaultPlan plan =
        new FaultPlan(seed)
            .sometimes("any", 0.3, List.of(r -> new Fault.Lose(), r -> new Fault.Stall()));
    return IntStream.range(0, 50)
        .mapToObj(i -> plan.next("any").map(Fault::kind).orElse("none"))
        .toList();
  }

  private static FaultProxy proxy(FaultPlan plan) throws IOException {
    return new FaultProxy(stage.endpoint(), plan);
  }

  private static HttpRequest.Builder request(FaultProxy proxy, String key) {
    return HttpRequest.newBuilder(proxy.endpoint().resolve("/stage/" + key));
  }

  private static HttpResponse<byte[]> object(FaultProxy proxy) throws Exception {
    return http.send(request(proxy, "object").build(), BodyHandlers.ofByteArray());
  }
}
