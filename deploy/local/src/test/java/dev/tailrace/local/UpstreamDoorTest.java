package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class UpstreamDoorTest {
  private static final String SIGNED_PUT =
      """
      POST / HTTP/1.1\r
      Host: tables.example:8000\r
      X-Amz-Target: DynamoDB_20120810.PutItem\r
      Content-Type: application/x-amz-json-1.0\r
      Authorization: AWS4-HMAC-SHA256 Credential=me/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=abc\r
      X-Amz-Date: 20260101T000000Z\r
      X-Odd: a  b\r
      Accept-Encoding: identity\r
      Content-Length: 17\r
      \r
      {"Item": "größ"}""";

  private static final String ANSWER =
      """
      HTTP/1.1 418 Odd\r
      Date: Thu, 01 Jan 2026 00:00:00 GMT\r
      Content-Type: application/x-amz-json-1.0\r
      x-amz-crc32: 17\r
      Content-Length: 17\r
      \r
      {"__type": "Odd"}""";

  @TempDir Path directory;

  @Test
  void headersAndBodiesGoThroughUnchangedBothWays() throws IOException {
    try (PlainAnswerer upstream = new PlainAnswerer(ANSWER);
        UpstreamAws door = UpstreamAws.start(UpstreamOptions.of(upstream.at(), upstream.at()))) {
      List<String> direct = exchange(upstream.at());
      List<String> through = exchange(door.endpoint());

      // When it starts, the door looks whether anybody listens there, and sends nothing.
      List<String> seen =
          upstream.seen().stream().filter(s -> !s.startsWith("broken off")).toList();
      assertThat(seen).hasSize(2);
      assertThat(seen.get(1)).isEqualTo(seen.get(0)).contains("tables.example:8000", "größ");
      assertThat(through).isEqualTo(direct);
      assertThat(through.getFirst()).endsWith(" 418");
      assertThat(through).contains("date: thu, 01 jan 2026 00:00:00 gmt");
      assertThat(through.getLast()).isEqualTo("{\"__type\": \"Odd\"}");
    }
  }

  @Test
  void clientsDoNotNoticeTheDoor() throws IOException {
    try (UpstreamStage stage = UpstreamStage.start(directory)) {
      TestAws aws = stage.aws();
      aws.table("orders");
      aws.put("orders", "a", "1");
      assertThatThrownBy(
              () ->
                  aws.dynamoDb()
                      .putItem(
                          r ->
                              r.tableName("orders")
                                  .item(TestAws.item("a", "2"))
                                  .conditionExpression("attribute_not_exists(pk)")))
          .isInstanceOf(ConditionalCheckFailedException.class);
      assertThat(aws.scan("orders")).containsExactly(TestAws.item("a", "1"));
      assertThat(aws.streams().listStreams(r -> r.tableName("orders")).streams()).hasSize(1);

      byte[] object = new byte[6 << 20];
      new Random(1).nextBytes(object);
      String key = "a folder/größe+%2F&=.bin";
      aws.s3().putObject(r -> r.bucket(TestAws.BUCKET).key(key), RequestBody.fromBytes(object));
      assertThat(aws.s3().getObjectAsBytes(r -> r.bucket(TestAws.BUCKET).key(key)).asByteArray())
          .isEqualTo(object);
      assertThat(
              aws.s3()
                  .getObjectAsBytes(r -> r.bucket(TestAws.BUCKET).key(key).range("bytes=1000-1999"))
                  .asByteArray())
          .isEqualTo(Arrays.copyOfRange(object, 1000, 2000));
      assertThatThrownBy(() -> aws.s3().headObject(r -> r.bucket(TestAws.BUCKET).key("missing")))
          .isInstanceOf(NoSuchKeyException.class);
    }
  }

  @Test
  void anUpstreamThatIsDeadAtTheStartIsNamed() throws Exception {
    URI nobody;
    try (LocalAws gone = LocalAws.start(LocalAwsOptions.in(directory))) {
      nobody = gone.endpoint();
    }
    assertThatThrownBy(() -> UpstreamAws.start(UpstreamOptions.of(nobody, nobody)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the upstream, " + nobody + ", can't be reached")
        .hasMessageContaining("--upstream");
  }

  @Test
  void anUpstreamThatDoesNotAnswerIsNamed() throws Exception {
    LocalAws upstream = LocalAws.start(LocalAwsOptions.in(directory));
    URI nobody = upstream.endpoint();
    try (UpstreamAws door = UpstreamAws.start(UpstreamOptions.of(nobody, nobody));
        HttpClient client = HttpClient.newHttpClient()) {
      upstream.close();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(door.endpoint())
                  .header("X-Amz-Target", "DynamoDB_20120810.DescribeContinuousBackups")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"TableName\": \"orders\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("InternalServerError", "the upstream, " + nobody);
    } finally {
      upstream.close();
    }
  }

  @Test
  void anAddressWithAPathIsRefused() {
    URI wrong = URI.create("http://127.0.0.1:4566/dynamodb");

    assertThatThrownBy(() -> UpstreamOptions.of(wrong, wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be like http://127.0.0.1:4566");
  }

  /** The status, the headers in the order of their names, and the body. */
  private static List<String> exchange(URI at) throws IOException {
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(120_000);
      socket.getOutputStream().write(SIGNED_PUT.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      while (!answer.toString(StandardCharsets.UTF_8).endsWith("Odd\"}")) {
        int read = socket.getInputStream().read();
        assertThat(read).as(answer.toString(StandardCharsets.UTF_8)).isNotNegative();
        answer.write(read);
      }
      List<String> lines =
          new ArrayList<>(answer.toString(StandardCharsets.UTF_8).lines().toList());
      List<String> headers = lines.subList(1, lines.indexOf(""));
      List<String> told =
          new ArrayList<>(List.of(lines.getFirst().substring(0, "HTTP/1.1 418".length())));
      headers.stream().map(line -> line.toLowerCase(Locale.ROOT)).sorted().forEach(told::add);
      told.add(lines.getLast());
      return told;
    }
  }
}
