package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.tailrace.backfill.Exports.Destination;
import dev.tailrace.backfill.Exports.ExportRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExportClientTest {
  private static final String TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
  private static final String EXPORT = TABLE + "/export/01-ab";

  private final Loopback server = new Loopback(this::answer);
  private final ExportClient client = new ExportClient(server.dynamoDb());
  private volatile int status = 200;
  private volatile String answer = "{}";
  private volatile String asked = "";

  private void answer(HttpExchange exchange) throws IOException {
    asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Loopback.answer(exchange, status, answer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pitrIsReportedWithItsWindow() {
    answer =
        """
        {"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":
        {"PointInTimeRecoveryStatus":"ENABLED","EarliestRestorableDateTime":1700000000,"LatestRestorableDateTime":1700000300}}}
        """;
    assertThat(client.pitr("orders"))
        .isEqualTo(
            new PitrStatus(
                true,
                Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                Optional.of(Instant.ofEpochSecond(1_700_000_300))));
    answer = answer.replace("{\"PointInTimeRecoveryStatus\":\"ENABLED\"", "{\"X\":\"\"");
    assertThat(client.pitr("orders").enabled()).isFalse();
  }

  @Test
  void anExportIsAskedForWithAllThatWasSaid() throws IOException {
    answer = "{\"ExportDescription\":{\"ExportArn\":\"" + EXPORT + "\"}}";
    Instant from = Instant.ofEpochSecond(1_700_000_000);
    ExportRequest request =
        new ExportRequest(
            TABLE,
            "token",
            ExportFormat.ION,
            new Destination("b", "p/", Optional.of("210987654321"), Optional.of("key")),
            Optional.of(
                new ExportScope.Incremental(
                    from, from.plusSeconds(900), ExportScope.View.NEW_IMAGE)));
    assertThat(client.request(request)).isEqualTo(EXPORT);
    JsonNode call = new ObjectMapper().readTree(asked);
    assertThat(call.path("ClientToken").asText()).isEqualTo("token");
    assertThat(call.path("ExportFormat").asText()).isEqualTo("ION");
    assertThat(call.path("S3Prefix").asText()).isEqualTo("p");
    assertThat(call.path("S3BucketOwner").asText()).isEqualTo("210987654321");
    assertThat(call.path("S3SseAlgorithm").asText()).isEqualTo("KMS");
    assertThat(call.path("S3SseKmsKeyId").asText()).isEqualTo("key");
    assertThat(call.path("ExportType").asText()).isEqualTo("INCREMENTAL_EXPORT");
    JsonNode window = call.path("IncrementalExportSpecification");
    assertThat(window.path("ExportFromTime").asLong()).isEqualTo(1_700_000_000);
    assertThat(window.path("ExportToTime").asLong()).isEqualTo(1_700_000_900);
    assertThat(window.path("ExportViewType").asText()).isEqualTo("NEW_IMAGE");
    client.request(new ExportRequest(TABLE, "token", "b", "", ExportFormat.DYNAMODB_JSON));
    assertThat(asked).doesNotContain("Prefix").doesNotContain("Time").doesNotContain("Sse");
  }

  @Test
  void anExportsStateIsToldWithWhereItIsOrWhyItFailed() {
    answer = "{\"ExportDescription\":{\"ExportStatus\":\"IN_PROGRESS\"}}";
    assertThat(client.describe(EXPORT)).isEqualTo(new ExportStatus.InProgress());
    answer =
        """
        {"ExportDescription":{"ExportStatus":"FAILED","FailureCode":"S3NoSuchBucket","FailureMessage":"no bucket"}}
        """;
    assertThat(client.describe(EXPORT))
        .isEqualTo(new ExportStatus.Failed("S3NoSuchBucket", "no bucket"));
    answer =
        """
        {"ExportDescription":{"ExportStatus":"COMPLETED","S3Bucket":"b","ExportTime":1700000000,"ItemCount":7,
        "BilledSizeBytes":70,"ExportManifest":"p/AWSDynamoDB/01-ab/manifest-summary.json"}}
        """;
    assertThat(client.describe(EXPORT))
        .isEqualTo(
            new ExportStatus.Completed(
                ExportLocation.parse("s3://b/p/AWSDynamoDB/01-ab"),
                Instant.ofEpochSecond(1_700_000_000),
                7,
                70));
    answer = "{\"ExportDescription\":{\"ExportStatus\":\"PAUSED\"}}";
    assertThatThrownBy(() -> client.describe(EXPORT))
        .isInstanceOf(AwsException.Permanent.class)
        .hasMessageContaining("PAUSED");
  }

  @Test
  void pitrThatIsOffIsAnErrorWithTheCommandThatTurnsItOn() {
    fails("PointInTimeRecoveryUnavailableException", 400, AwsException.PitrOff.class)
        .hasMessageStartingWith("table orders: ")
        .hasMessageContaining(
            "aws dynamodb update-continuous-backups --table-name orders --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true");
  }

  @Test
  void anEndpointWithoutExportsIsToldFromAFailure() {
    fails("UnknownOperationException", 400, AwsException.Unsupported.class)
        .hasMessageContaining("no point-in-time exports")
        .hasMessageContaining("tailrace local");
  }

  @Test
  void whatAwsSaysIsPassedOnBesideWhatToDo() {
    for (String code :
        List.of(
            "LimitExceededException",
            "AccessDeniedException",
            "ExpiredTokenException",
            "TableNotFoundException",
            "ExportNotFoundException",
            "UnknownOperationException",
            "ValidationException")) {
      fails(code, 400, AwsException.class)
          .hasMessageStartingWith("table orders: why (" + code + ")")
          .hasMessageNotContaining("Service:")
          .hasMessageNotContaining("Attempt");
    }
  }

  @Test
  void everyErrorSaysWhetherToTryAgain() {
    fails("ThrottlingException", 400, AwsException.Transient.class);
    fails("LimitExceededException", 400, AwsException.Transient.class);
    fails("InternalServerError", 500, AwsException.Transient.class);
    fails("ServiceUnavailable", 503, AwsException.Transient.class);
    fails("AccessDeniedException", 400, AwsException.AccessDenied.class);
    fails("ExpiredTokenException", 400, AwsException.AccessDenied.class);
    fails("UnrecognizedClientException", 400, AwsException.AccessDenied.class);
    fails("TableNotFoundException", 400, AwsException.NotFound.class);
    fails("ExportNotFoundException", 400, AwsException.NotFound.class);
    fails("ExportConflictException", 400, AwsException.Permanent.class);
    fails("InvalidExportTimeException", 400, AwsException.Permanent.class);
    fails("ValidationException", 400, AwsException.Permanent.class);
    server.close();
    fails("", 0, AwsException.Transient.class);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> fails(
      String code, int httpStatus, Class<? extends AwsException> as) {
    status = httpStatus;
    answer =
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"why\"}".formatted(code);
    return assertThatThrownBy(
            () ->
                client.request(
                    new ExportRequest(TABLE, "token", "b", "", ExportFormat.DYNAMODB_JSON)))
        .as(code)
        .isInstanceOf(as)
        .satisfies(
            e ->
                assertThat(((AwsException) e).isPassing())
                    .isEqualTo(e instanceof AwsException.Transient));
  }
}
