package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class S3StoreTest {
  private static final int SIZE = 200_000;
  private static final String KEY = "p/AWSDynamoDB/01-ab/data/x y.json.gz";

  private final byte[] object = object();
  private final Loopback server = new Loopback(this::answer);
  private final S3Store store = new S3Store(server.s3(), "b", breaks -> {});

  /**
   * How many bytes each answer gives before its connection breaks; all of them once it is empty.
   */
  private final Deque<Integer> breaks = new ConcurrentLinkedDeque<>();

  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private volatile String etag = "\"one\"";
  private volatile boolean servesRanges = true;
  private volatile Optional<String> error = Optional.empty();
  private volatile int errorStatus = 404;
  private volatile String reason = "why";

  private static byte[] object() {
    byte[] bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (error.isPresent()) {
      Loopback.answer(
          exchange,
          errorStatus,
          error.get().isEmpty()
              ? "<html>no such page</html>"
              : "<Error><Code>%s</Code><Message>%s</Message></Error>"
                  .formatted(error.get(), reason));
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    String wanted = exchange.getRequestHeaders().getFirst("If-Match");
    if (wanted != null && !wanted.equals(etag)) {
      Loopback.answer(
          exchange, 412, "<Error><Code>PreconditionFailed</Code><Message>why</Message></Error>");
      return;
    }
    int from =
        range == null || !servesRanges ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    exchange.getResponseHeaders().add("ETag", etag);
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(from, SIZE - 1, SIZE));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, SIZE - from);
    int count = breaks.isEmpty() ? SIZE - from : breaks.remove();
    exchange.getResponseBody().write(object, from, count);
    exchange.getResponseBody().flush();
    // With fewer bytes than announced, this breaks the connection.
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anObjectIsReadToItsEnd() throws IOException {
    assertThat(read()).isEqualTo(object);
    assertThat(ranges).containsExactly("null");
  }

  @Test
  void aBodyThatBreaksOffIsResumedWhereItBrokeOff() throws IOException {
    breaks.addAll(List.of(70_000, 1, 30_000));
    assertThat(read()).isEqualTo(object);
    assertThat(ranges).containsExactly("null", "bytes=70000-", "bytes=70001-", "bytes=100001-");
  }

  /** Peer defect 35: what counts is breaks without progress, not breaks in all. */
  @Test
  void breaksWithProgressBetweenThemAreForgiven() throws IOException {
    for (int i = 0; i < 40; i++) {
      breaks.add(1_000);
    }
    assertThat(read()).isEqualTo(object);
  }

  @Test
  void aBodyThatBreaksOffAgainAndAgainIsGivenUpForNow() {
    breaks.addAll(List.of(70_000, 0, 0, 0, 0, 0, 0));
    assertThatThrownBy(this::read)
        .isInstanceOf(AwsException.Transient.class)
        .hasMessageContaining("s3://b/" + KEY)
        .hasMessageContaining("byte 70000");
    assertThat(ranges).hasSize(6);
  }

  @Test
  void anObjectThatWasReplacedMeanwhileIsNotMixedWithTheOldOne() throws IOException {
    breaks.add(70_000);
    try (InputStream in = store.open(KEY)) {
      etag = "\"two\"";
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("replaced while it was read");
    }
  }

  @Test
  void anEndpointThatServesNoRangesIsSaidToDoSo() {
    breaks.add(70_000);
    servesRanges = false;
    assertThatThrownBy(this::read)
        .isInstanceOf(AwsException.Permanent.class)
        .hasMessageContaining("has to serve ranges");
  }

  @Test
  void aStreamClosedEarlyDropsWhatIsLeft() throws IOException {
    try (InputStream in = store.open(KEY)) {
      assertThat(in.read()).isEqualTo(object[0] & 0xff);
    }
    assertThat(read()).isEqualTo(object);
  }

  @Test
  void everyErrorSaysWhatToDo() {
    fails("NoSuchKey", 404, DataFileException.class, "why (NoSuchKey)");
    fails("NoSuchKey", 404, DataFileException.class, "it is missing");
    fails("NoSuchBucket", 404, AwsException.NotFound.class, "no such bucket");
    fails("AccessDenied", 403, AwsException.AccessDenied.class, "s3:GetObject");
    fails("InvalidObjectState", 403, AwsException.Permanent.class, "archive");
    fails("PermanentRedirect", 301, AwsException.Permanent.class, "another region");
    fails("SlowDown", 503, AwsException.Transient.class, "why");
    fails("InternalError", 500, AwsException.Transient.class, "why");
    error = Optional.of("NoSuchKey");
    errorStatus = 404;
    assertThat(store.find(KEY)).isEmpty();
  }

  /** F8: S3 refuses an object whose key may not be used with AccessDenied, and names the key. */
  @Test
  void aKeyThatMayNotBeUsedIsNamedAndNotTheObject() {
    reason =
        "User: arn:aws:sts::1:assumed-role/t/i is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/11-22 because no identity-based policy allows the kms:Decrypt action";
    fails("AccessDenied", 403, AwsException.AccessDenied.class, reason + " (AccessDenied)");
    fails(
        "AccessDenied",
        403,
        AwsException.AccessDenied.class,
        "; grant kms:Decrypt on the key arn:aws:kms:us-east-1:1:key/11-22 to the role");
    assertThatThrownBy(() -> store.open(KEY))
        .hasMessageNotContaining("s3:GetObject")
        .hasMessageNotContaining("ListBucket");
  }

  @Test
  void theActionThatS3NamesIsTheOneToGrant() {
    reason =
        "User: u is not authorized to perform: s3:GetObjectVersion on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a resource-based policy";
    fails(
        "AccessDenied",
        403,
        AwsException.AccessDenied.class,
        "grant s3:GetObjectVersion on arn:aws:s3:::b/k to the role or user that Tailrace runs as, and take the explicit deny");
    fails("AccessDenied", 403, AwsException.AccessDenied.class, "s3:ListBucket");
  }

  /** A load balancer or a proxy answers so; it says nothing of the object. */
  @Test
  void a404ThatIsNotOfAwsIsNoMissingObject() {
    error = Optional.of("");
    errorStatus = 404;
    assertThatThrownBy(() -> store.find(KEY))
        .isInstanceOf(AwsException.Transient.class)
        .hasMessageContaining("HTTP status 404");
  }

  private void fails(String code, int status, Class<? extends Throwable> as, String says) {
    error = Optional.of(code);
    errorStatus = status;
    assertThatThrownBy(() -> store.open(KEY))
        .as(code)
        .isInstanceOf(as)
        .hasMessageContaining("s3://b/" + KEY)
        .hasMessageContaining(says);
  }

  private byte[] read() throws IOException {
    try (InputStream in = store.open(KEY)) {
      return in.readAllBytes();
    }
  }
}
