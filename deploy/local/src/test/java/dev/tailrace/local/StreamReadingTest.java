package dev.tailrace.local;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream of one shard whose iterators end when a test says so. */
class StreamReadingTest {
  private static final String ARN =
      "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000";

  private record Made(int sequence, long second) {}

  private final List<Made> records = new ArrayList<>();
  private final List<String> read = new ArrayList<>();
  private String generation = "a";
  private int trimmedBefore;
  private String refusal = "ExpiredIteratorException";
  private HttpServer server;
  private DynamoDbStreamsClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        DynamoDbStreamsClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private synchronized void write(int sequence, Instant at) {
    records.add(new Made(sequence, at.getEpochSecond()));
  }

  private synchronized void expireIterators() {
    generation += "a";
  }

  @Test
  void anExpiredIteratorIsOpenedAgainBehindWhatWasRead() {
    for (String answer : List.of("ExpiredIteratorException", "ValidationException")) {
      refusal = answer;
      records.clear();
      read.clear();
      StreamReading reading = StreamReading.fromNow(client, ARN);
      write(1, Instant.now());
      reading.toTheTip(r -> read.add(r.dynamodb().sequenceNumber()));
      expireIterators();
      write(2, Instant.now());
      reading.toTheTip(r -> read.add(r.dynamodb().sequenceNumber()));

      assertThat(read).as(answer).containsExactly(sequence(1), sequence(2));
    }
  }

  @Test
  void whereNothingWasReadItGoesOnFromTheHorizonWithoutWhatWasThereBefore() {
    write(1, Instant.now().minusSeconds(3600));
    StreamReading reading = StreamReading.fromNow(client, ARN);
    expireIterators();
    reading.toTheTip(r -> read.add(r.dynamodb().sequenceNumber()));
    assertThat(read).isEmpty();
    expireIterators();
    write(2, Instant.now().plusSeconds(1));
    reading.toTheTip(r -> read.add(r.dynamodb().sequenceNumber()));

    assertThat(read).containsExactly(sequence(2));
  }

  @Test
  void whatCannotBeToldFromOlderRecordsIsSaidToBeLost() {
    write(1, Instant.now().minusSeconds(20));
    StreamReading reading = StreamReading.fromNow(client, ARN);
    expireIterators();

    assertThatThrownBy(() -> reading.toTheTip(r -> read.add(r.dynamodb().sequenceNumber())))
        .isInstanceOf(StreamReading.Lost.class)
        .hasMessageContaining(sequence(1));
    assertThat(read).isEmpty();
  }

  @Test
  void trimmedRecordsAreSaidToBeLost() {
    StreamReading reading = StreamReading.fromNow(client, ARN);
    write(1, Instant.now());
    reading.toTheTip(r -> read.add(r.dynamodb().sequenceNumber()));
    expireIterators();
    trimmedBefore = 5;

    assertThatThrownBy(() -> reading.toTheTip(r -> {}))
        .isInstanceOf(StreamReading.Lost.class)
        .hasMessageContaining("trimmed");
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String call = target.substring(target.indexOf('.') + 1);
    switch (call) {
      case "DescribeStream" ->
          send(
              exchange,
              200,
              """
              {"StreamDescription":{"StreamArn":"%s","Shards":[{"ShardId":"shardId-00000000000000000001-00000000",
              "SequenceNumberRange":{"StartingSequenceNumber":"%s"}}]}}
              """
                  .formatted(ARN, sequence(1)));
      case "GetShardIterator" -> iterator(exchange, asked);
      default -> page(exchange, asked);
    }
  }

  private void iterator(HttpExchange exchange, String asked) throws IOException {
    int from =
        asked.contains("LATEST")
            ? records.size()
            : asked.contains("TRIM_HORIZON") ? 0 : positionBehind(asked);
    if (asked.contains("AFTER_SEQUENCE_NUMBER") && trimmedBefore > 0) {
      send(exchange, 400, "{\"__type\":\"x#TrimmedDataAccessException\"}");
      return;
    }
    send(exchange, 200, "{\"ShardIterator\":\"" + generation + "-" + from + "\"}");
  }

  private int positionBehind(String asked) {
    int position = 0;
    while (!asked.contains(sequence(records.get(position).sequence()))) {
      position++;
    }
    return position + 1;
  }

  private void page(HttpExchange exchange, String asked) throws IOException {
    String token = asked.replaceFirst("(?s).*\"ShardIterator\":\"([a-z0-9-]+)\".*", "$1");
    if (!token.startsWith(generation + "-")) {
      send(exchange, 400, "{\"__type\":\"x#" + refusal + "\",\"message\":\"no such iterator\"}");
      return;
    }
    List<String> page = new ArrayList<>();
    for (Made made :
        records.subList(Integer.parseInt(token.replaceFirst(".*-", "")), records.size())) {
      page.add(
          """
          {"eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":%d,"SequenceNumber":"%s","SizeBytes":10}}
          """
              .formatted(made.second(), sequence(made.sequence())));
    }
    send(
        exchange,
        200,
        "{\"Records\":"
            + page
            + ",\"NextShardIterator\":\""
            + generation
            + "-"
            + records.size()
            + "\"}");
  }

  private static String sequence(int number) {
    return String.valueOf(100_000_000_000_000_000L + number) + "000";
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
