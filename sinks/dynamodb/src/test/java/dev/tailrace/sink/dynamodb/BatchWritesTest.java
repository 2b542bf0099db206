package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.SinkException;
import dev.tailrace.testkit.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** What a busy DynamoDB does to requests with many items. */
final class BatchWritesTest {
  private static Change[] upserts(Changes changes, int count, int n) {
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(changes.upsert(item("k" + i, n)));
    }
    return all.toArray(Change[]::new);
  }

  @Test
  void whatComesBackUnprocessedIsWrittenLater() {
    try (Fixture fixture = Fixture.openInNoTime(Meddling.unprocessed(request -> true))) {
      fixture.goLive();
      fixture.merge(upserts(fixture.changes, 130, 1));
      assertThat(fixture.items()).hasSize(130);
    }
  }

  @Test
  void ofAKeyTheLastChangeCountsHoweverOftenWritesComeBack() {
    try (Fixture fixture = Fixture.openInNoTime(Meddling.unprocessed(r -> r % 3 != 0))) {
      fixture.goLive();
      for (int n = 1; n <= 10; n++) {
        fixture.merge(upserts(fixture.changes, 30, n));
      }
      fixture.merge(fixture.changes.delete(item("k7", 0)), fixture.changes.upsert(item("k7", 99)));
      assertThat(fixture.items().values())
          .filteredOn(i -> AttributeValue.fromN("10").equals(i.get("n")))
          .hasSize(29);
      assertThat(fixture.items().get("k7")).isEqualTo(Fixture.values(item("k7", 99)));
    }
  }

  @Test
  void aThrottledRequestIsSentAgain() {
    AtomicInteger refused = new AtomicInteger();
    try (Fixture fixture =
        Fixture.openInNoTime(
            Meddling.before(
                BatchWriteItemRequest.class,
                request -> {
                  if (request % 4 != 0) {
                    refused.incrementAndGet();
                    throw throttled();
                  }
                }))) {
      fixture.goLive();
      fixture.merge(upserts(fixture.changes, 60, 1));
      assertThat(fixture.items()).hasSize(60);
      assertThat(refused).hasValueGreaterThan(2);
    }
  }

  @Test
  void aTableThatStaysThrottledIsNamedInTheEnd() {
    try (Fixture fixture =
        Fixture.openInNoTime(
            Meddling.before(
                BatchWriteItemRequest.class,
                request -> {
                  throw throttled();
                }))) {
      fixture.goLive();
      assertThatThrownBy(() -> fixture.merge(upserts(fixture.changes, 1, 1)))
          .isInstanceOf(SinkException.Unavailable.class)
          .hasMessageContaining(fixture.tableName())
          .hasMessageContaining("throttled");
    }
  }

  private static ProvisionedThroughputExceededException throttled() {
    return ProvisionedThroughputExceededException.builder().message("too fast").build();
  }

  @Test
  void aLostConnectionLeavesThePositionAndTheReplayConverges() {
    try (Fixture fixture =
        Fixture.openInNoTime(
            Meddling.before(
                BatchWriteItemRequest.class,
                request -> {
                  if (request == 3) {
                    throw SdkClientException.create("connection reset");
                  }
                }))) {
      fixture.goLive();
      Change[] changes = upserts(fixture.changes, 100, 1);
      assertThatThrownBy(() -> fixture.merge(changes))
          .isInstanceOf(SinkException.Unavailable.class)
          .hasMessageContaining("connection reset");
      fixture.merge(changes);
      assertThat(fixture.items()).hasSize(100);
    }
  }
}
