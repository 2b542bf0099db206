package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;

/** An upstream that has not even heard of point-in-time recovery, and an S3 somewhere else. */
class PlainUpstreamTest {
  private static final byte[] UNKNOWN =
      "{\"__type\":\"com.amazonaws.dynamodb.v20120810#UnknownOperationException\"}"
          .getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void recoveryIsTheFrontDoorsOwn() throws IOException {
    try (HttpClient client = HttpClient.newHttpClient();
        LocalAws behind = LocalAws.start(LocalAwsOptions.in(directory))) {
      HttpServer plain = plain(client, behind.endpoint());
      URI at = URI.create("http://127.0.0.1:" + plain.getAddress().getPort());
      try (UpstreamAws door =
              UpstreamAws.start(
                  UpstreamOptions.of(at, behind.endpoint()).withExports(TestAws.QUICK));
          TestAws aws = TestAws.over(behind, door.endpoint())) {
        aws.s3().createBucket(bucket -> bucket.bucket(TestAws.BUCKET));
        String arn = aws.table("orders");
        aws.put("orders", "a", "1");
        assertThatThrownBy(() -> aws.export(arn, e -> {}))
            .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
        aws.recovery("orders", true);

        ExportDescription export = aws.export(arn, e -> {});

        assertThat(export.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
        assertThat(ExportedFiles.read(aws.s3(), export).maps())
            .containsExactly(TestAws.item("a", "1"));
        aws.recovery("orders", false);
        assertThatThrownBy(() -> aws.export(arn, e -> {}))
            .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
      } finally {
        plain.stop(0);
      }
    }
  }

  /** Passes calls on to a DynamoDB, but for those of recovery and exports. */
  private static HttpServer plain(HttpClient client, URI dynamoDb) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String target = exchange.getRequestHeaders().getFirst(JsonOperations.TARGET);
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (target.endsWith("ContinuousBackups") || target.contains("Export")) {
            answer(exchange, 400, UNKNOWN);
            return;
          }
          HttpRequest request =
              HttpRequest.newBuilder(dynamoDb)
                  .header(JsonOperations.TARGET, target)
                  .header("Content-Type", "application/x-amz-json-1.0")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build();
          try {
            HttpResponse<byte[]> passed =
                client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer(exchange, passed.statusCode(), passed.body());
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().put("Content-Type", List.of("application/x-amz-json-1.0"));
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
