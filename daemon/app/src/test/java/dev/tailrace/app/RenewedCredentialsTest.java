package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class RenewedCredentialsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private HttpServer aws;

  RenewedCredentialsTest() throws IOException {
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    aws.createContext("/", RenewedCredentialsTest::answer);
    aws.start();
  }

  @AfterEach
  void stop() {
    aws.stop(0);
  }

  /** Refuses what is signed with the old key. */
  private static void answer(HttpExchange exchange) throws IOException {
    boolean old =
        exchange.getRequestHeaders().getFirst("Authorization").contains("Credential=OLDKEY/");
    exchange.getRequestBody().readAllBytes();
    byte[] body =
        (old
                ? "{\"__type\":\"com.amazon.coral.service#ExpiredTokenException\",\"message\":\"The security token included in the request is expired\"}"
                : "{\"TableNames\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(old ? 400 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static StaticCredentialsProvider key(String id) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "x"));
  }

  @Test
  void refusedCredentialsAreLookedForAgain() {
    Queue<StaticCredentialsProvider> found =
        new ArrayDeque<>(List.of(key("OLDKEY"), key("NEWKEY")));
    RenewedCredentials credentials = new RenewedCredentials(found::remove, now::get);
    try (DynamoDbClient client =
        DynamoDbClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://127.0.0.1:" + aws.getAddress().getPort()))
            .credentialsProvider(credentials)
            .overrideConfiguration(o -> o.addExecutionInterceptor(credentials.watch()))
            .build()) {
      now.set(Instant.EPOCH.plusSeconds(3600));
      assertThatThrownBy(client::listTables)
          .isInstanceOf(DynamoDbException.class)
          .hasMessageContaining("expired");

      assertThat(client.listTables().tableNames()).isEmpty();
      assertThat(found).isEmpty();
    }
  }
}
