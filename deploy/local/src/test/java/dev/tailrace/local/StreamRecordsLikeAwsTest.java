package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class StreamRecordsLikeAwsTest {
  @TempDir Path directory;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.quick(directory);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void timesAreToldToTheSecondOfTheWrite() {
    aws.table("orders");
    List<Instant> before = new ArrayList<>();
    List<Instant> after = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String pk = "k" + i;
      before.add(Instant.now());
      write(i, pk);
      after.add(Instant.now());
      // The next write is in another second.
      TestAws.waitUntilAfter(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusMillis(1001));
    }

    List<Record> records = records(4);

    for (int i = 0; i < 4; i++) {
      Instant made = records.get(i).dynamodb().approximateCreationDateTime();
      assertThat(made).as("cut to the second").isEqualTo(made.truncatedTo(ChronoUnit.SECONDS));
      assertThat(made).isBetween(before.get(i).truncatedTo(ChronoUnit.SECONDS), after.get(i));
    }
  }

  private void write(int kind, String pk) {
    switch (kind) {
      case 0 -> aws.put("orders", pk, "v");
      case 1 ->
          aws.dynamoDb()
              .batchWriteItem(
                  b ->
                      b.requestItems(
                          Map.of(
                              "orders",
                              List.of(
                                  WriteRequest.builder()
                                      .putRequest(p -> p.item(TestAws.item(pk, "v")))
                                      .build()))));
      case 2 ->
          aws.dynamoDb()
              .executeStatement(
                  e -> e.statement("INSERT INTO \"orders\" VALUE {'pk': '" + pk + "'}"));
      default -> aws.dynamoDb().updateItem(u -> u.tableName("orders").key(TestAws.key(pk)));
    }
  }

  @Test
  void aStreamThatWasTurnedOffAndOnTellsSecondsFromItsFirstRecordOn() {
    aws.table("orders");
    aws.put("orders", "a", "1");
    aws.dynamoDb()
        .updateTable(t -> t.tableName("orders").streamSpecification(s -> s.streamEnabled(false)));
    aws.dynamoDb()
        .updateTable(
            t ->
                t.tableName("orders")
                    .streamSpecification(
                        s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    aws.put("orders", "b", "1");

    assertThat(records(1).getFirst().dynamodb().approximateCreationDateTime())
        .isBetween(before, Instant.now());
  }

  @Test
  void anExpiryIsARemovalByTheService() {
    aws.table("orders");
    aws.dynamoDb()
        .updateTimeToLive(
            t ->
                t.tableName("orders")
                    .timeToLiveSpecification(s -> s.enabled(true).attributeName("until")));
    long anHourAgo = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
    aws.dynamoDb()
        .putItem(
            p ->
                p.tableName("orders")
                    .item(
                        Map.of(
                            "pk", AttributeValue.fromS("goes"),
                            "until", AttributeValue.fromN(Long.toString(anHourAgo)))));

    Record expiry = records(2).get(1);

    assertThat(expiry.eventName()).isEqualTo(OperationType.REMOVE);
    assertThat(expiry.userIdentity())
        .isEqualTo(
            Identity.builder().type("Service").principalId("dynamodb.amazonaws.com").build());
    assertThat(expiry.dynamodb().keys()).isEqualTo(TestAws.key("goes"));
    assertThat(expiry.dynamodb().hasNewImage()).isFalse();
    aws.put("orders", "a", "1");
    aws.dynamoDb().deleteItem(d -> d.tableName("orders").key(TestAws.key("a")));
    Record deletion = records(4).get(3);
    assertThat(deletion.eventName()).isEqualTo(OperationType.REMOVE);
    assertThat(deletion.userIdentity()).isNull();
  }

  /** The first records of the table's stream, once there are so many. */
  private List<Record> records(int count) {
    String stream =
        aws.dynamoDb().describeTable(t -> t.tableName("orders")).table().latestStreamArn();
    StreamDescription described =
        aws.streams().describeStream(s -> s.streamArn(stream)).streamDescription();
    List<Record> records = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    for (Shard shard : described.shards()) {
      String iterator =
          aws.streams()
              .getShardIterator(
                  i ->
                      i.streamArn(stream)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      while (iterator != null && records.size() < count) {
        assertThat(System.nanoTime()).as("%s", records).isLessThan(deadline);
        String from = iterator;
        GetRecordsResponse page = aws.streams().getRecords(r -> r.shardIterator(from));
        records.addAll(page.records());
        iterator = page.nextShardIterator();
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
    assertThat(records).hasSize(count);
    return records;
  }
}
