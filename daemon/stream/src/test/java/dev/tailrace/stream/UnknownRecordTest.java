package dev.tailrace.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tailrace.core.Page;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.ShardRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A shard of three records, the last of which is of a kind that nobody knows. */
class UnknownRecordTest {
  private static final ShardRef SHARD =
      new ShardRef(
          "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000",
          "shardId-00000000000000000001-00000000");
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));

  private HttpServer server;
  private DynamoDbClient tables;
  private DynamoDbStreamsClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", UnknownRecordTest::answer);
    server.start();
    URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    tables = at(here, DynamoDbClient.builder()).build();
    client = at(here, DynamoDbStreamsClient.builder()).build();
  }

  private static <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B at(
      URI here, B builder) {
    return builder
        .endpointOverride(here)
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
        .httpClientBuilder(UrlConnectionHttpClient.builder());
  }

  @AfterEach
  void stop() {
    client.close();
    tables.close();
    server.stop(0);
  }

  @Test
  void theRecordsBeforeItAreDeliveredAndTheNextReadFailsOnIt() {
    ShardStream stream = new DynamoDbShardStream(tables, client, "orders", KEY);

    Page page = stream.read(SHARD, "after-0");

    assertThat(page.changes()).hasSize(2);
    assertThat(page.last().orElseThrow()).hasToString("000000000000000000002");
    String next = page.nextIterator().orElseThrow();
    assertThat(next).as("it begins with the record that nobody knows").isEqualTo("after-2");
    assertThatThrownBy(() -> stream.read(SHARD, next))
        .isInstanceOf(StreamException.class)
        .hasMessageContaining("000000000000000000003 is of an unknown kind, REPLACE");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String answer;
    if (target.endsWith(".GetShardIterator")) {
      assertThat(asked).contains("AFTER_SEQUENCE_NUMBER");
      String sequence = asked.replaceFirst("(?s).*\"SequenceNumber\":\"0*(\\d+)\".*", "$1");
      answer = "{\"ShardIterator\":\"after-" + sequence + "\"}";
    } else {
      int from = Integer.parseInt(asked.replaceFirst("(?s).*after-(\\d).*", "$1"));
      String records =
          List.of(change("INSERT", 1), change("MODIFY", 2), change("REPLACE", 3))
              .subList(from, 3)
              .toString();
      answer = "{\"Records\":" + records + ",\"NextShardIterator\":\"after-3\"}";
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String change(String event, int number) {
    return """
        {"eventName":"%s","dynamodb":{"ApproximateCreationDateTime":1767225600,
        "Keys":{"pk":{"S":"k"}},"NewImage":{"pk":{"S":"k"}},
        "SequenceNumber":"00000000000000000000%d","StreamViewType":"NEW_IMAGE"}}
        """
        .formatted(event, number);
  }
}
