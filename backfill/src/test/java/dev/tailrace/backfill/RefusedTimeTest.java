package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.tailrace.backfill.ExportScope.View;
import dev.tailrace.backfill.Exports.Destination;
import dev.tailrace.backfill.Exports.ExportRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AWS refuses every export time that it does not like with the one code. */
final class RefusedTimeTest {
  private static final Instant EARLIEST = Instant.ofEpochSecond(1_700_000_000);
  private static final Instant LATEST = EARLIEST.plus(Duration.ofDays(2));
  private static final String PITR_ON =
      """
      {"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":
      {"PointInTimeRecoveryStatus":"ENABLED","EarliestRestorableDateTime":%d,"LatestRestorableDateTime":%d}}}
      """
          .formatted(EARLIEST.getEpochSecond(), LATEST.getEpochSecond());
  private static final String PITR_OFF =
      """
      {"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":
      {"PointInTimeRecoveryStatus":"DISABLED"}}}
      """;

  private final Loopback server = new Loopback(this::answer);
  private final ExportClient client = new ExportClient(server.dynamoDb());
  private volatile String pitr = PITR_ON;
  private volatile int pitrStatus = 200;

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target.endsWith(".DescribeContinuousBackups")) {
      Loopback.answer(exchange, pitrStatus, pitr);
    } else {
      Loopback.answer(exchange, 400, error("InvalidExportTimeException"));
    }
  }

  private static String error(String code) {
    return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"why\"}"
        .formatted(code);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aWindowThatBeginsBeforeTheEarliestRestorableTimeIsOutOfReach() {
    refused(EARLIEST.minusMillis(1), LATEST, AwsException.OutOfReach.class)
        .hasMessageStartingWith("table orders: ")
        .hasMessageContaining(EARLIEST.toString())
        .hasMessageContaining("full export");
    Instant tooEarly = EARLIEST.minusSeconds(900);
    refused(tooEarly, LATEST.plusSeconds(1), AwsException.OutOfReach.class);
    refused(new ExportScope.Full(tooEarly), AwsException.OutOfReach.class);
  }

  @Test
  void aWindowThatEndsAfterTheLatestRestorableTimeIsTriedAgain() {
    Instant late = LATEST.plusSeconds(1);
    refused(LATEST.minusSeconds(3600), late, AwsException.Transient.class)
        .hasMessageContaining("up to " + late)
        .hasMessageContaining("has got to " + LATEST);
    refused(new ExportScope.Full(late), AwsException.Transient.class);
    // However short: its length is for AWS to judge once it can be restored.
    refused(LATEST, late, AwsException.Transient.class);
  }

  @Test
  void aWindowThatHasBecomeRestorableMeanwhileIsTriedAgain() {
    refused(LATEST.minusSeconds(3600), LATEST, AwsException.Transient.class);
    refused(EARLIEST, EARLIEST.plusSeconds(900), AwsException.Transient.class);
  }

  @Test
  void aWindowThatAwsNeverTakesIsNotTriedAgain() {
    refused(EARLIEST, EARLIEST.plusSeconds(899), AwsException.Permanent.class);
    refused(EARLIEST, EARLIEST.plusSeconds(86_401), AwsException.Permanent.class);
    refused(LATEST, EARLIEST, AwsException.Permanent.class);
  }

  @Test
  void pitrThatWasTurnedOffMeanwhileIsThatError() {
    pitr = PITR_OFF;
    refused(EARLIEST, EARLIEST.plusSeconds(900), AwsException.PitrOff.class)
        .hasMessageContaining("update-continuous-backups");
  }

  @Test
  void anEndpointThatDoesNotSayWhatItCanRestoreIsAskedAgain() {
    pitr = PITR_OFF.replace("DISABLED", "ENABLED");
    refused(EARLIEST, EARLIEST.plusSeconds(900), AwsException.Transient.class);
  }

  @Test
  void whenTheReasonCannotBeAskedForThatIsWhatFailed() {
    pitr = error("AccessDeniedException");
    pitrStatus = 400;
    refused(EARLIEST, LATEST, AwsException.AccessDenied.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      Instant from, Instant to, Class<? extends AwsException> as) {
    return refused(new ExportScope.Incremental(from, to, View.NEW_IMAGE), as);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      ExportScope scope, Class<? extends AwsException> as) {
    ExportRequest request =
        new ExportRequest(
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            "token",
            ExportFormat.DYNAMODB_JSON,
            new Destination("b", "", Optional.empty(), Optional.empty()),
            Optional.of(scope));
    return assertThatThrownBy(() -> client.request(request)).as("%s", scope).isInstanceOf(as);
  }
}
