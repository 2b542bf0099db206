package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.core.Failure;
import dev.tailrace.lease.LeaseTable.Lease;
import dev.tailrace.lease.LeaseTable.Worker;
import dev.tailrace.stream.DynamoDbLeaseStore;
import dev.tailrace.stream.LeaseStore;
import dev.tailrace.stream.StreamException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The lease table on DynamoDB Local: what each condition lets through, and what it does not. */
final class LeaseStoreTest {
  private static final String TABLE = "leases";

  @TempDir static Path folder;
  private static Stage stage;

  private final String pipeline;
  private final LeaseStore store;

  LeaseStoreTest(TestInfo test) {
    pipeline = test.getDisplayName();
    store = open(pipeline);
  }

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  private static DynamoDbClient dynamoDb() {
    return stage.aws().dynamoDb();
  }

  private static LeaseStore open(String pipeline) {
    return DynamoDbLeaseStore.open(dynamoDb(), TABLE, pipeline);
  }

  private static Lease owned(String unit, String worker, long epoch) {
    return new Lease(unit, Optional.of(worker), epoch);
  }

  private static Lease free(String unit, long epoch) {
    return new Lease(unit, Optional.empty(), epoch);
  }

  @Test
  void twoWorkersThatOpenAtOnceMakeOneTable() throws Exception {
    List<Callable<LeaseStore>> openings =
        Stream.of("a", "b", "c").map(LeaseStoreTest::openAndBeat).toList();
    try (ExecutorService workers = Executors.newFixedThreadPool(openings.size())) {
      for (Future<LeaseStore> opened : workers.invokeAll(openings)) {
        opened.get();
      }
    }
    assertThat(DynamoDbLeaseStore.open(dynamoDb(), "made-once", "p").look().workers()).hasSize(3);
  }

  private static Callable<LeaseStore> openAndBeat(String worker) {
    return () -> {
      LeaseStore opened = DynamoDbLeaseStore.open(dynamoDb(), "made-once", "p");
      opened.beat(new Worker(worker, 1));
      return opened;
    };
  }

  @Test
  void aTableWithOtherKeysIsRefusedWithTheMend() {
    new SourceTables(dynamoDb()).create("orders", List.of("id"));

    assertThatThrownBy(() -> DynamoDbLeaseStore.open(dynamoDb(), "orders", "p"))
        .isInstanceOfSatisfying(
            StreamException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(Failure.Kind.REFUSED))
        .hasMessageContaining("orders")
        .hasMessageContaining("[id]")
        .hasMessageContaining("leases.table");
  }

  @Test
  void aUnitThatNobodyHasIsTakenOnce() {
    assertThat(store.take("a", "unit", Optional.empty(), 1)).isTrue();
    assertThat(store.take("b", "unit", Optional.empty(), 1)).isFalse();
    assertThat(store.look().leases()).containsExactly(owned("unit", "a", 1));
  }

  @Test
  void aUnitIsTakenAsItWasSeenAndNotWhenItChangedMeanwhile() {
    store.take("a", "unit", Optional.empty(), 1);
    Lease seen = owned("unit", "a", 1);

    assertThat(store.take("b", "unit", Optional.of(seen), 2)).isTrue();
    assertThat(store.take("c", "unit", Optional.of(seen), 2)).as("the epoch moved").isFalse();
    assertThat(store.take("c", "unit", Optional.of(owned("unit", "a", 2)), 3))
        .as("another owner")
        .isFalse();
    assertThat(store.take("c", "unit", Optional.of(free("unit", 2)), 3))
        .as("it was seen free")
        .isFalse();
    assertThat(store.take("c", "gone", Optional.of(seen), 2)).as("it was forgotten").isFalse();
    assertThat(store.look().leases()).containsExactly(owned("unit", "b", 2));
  }

  @Test
  void theEpochOutlivesGivingBack() {
    store.take("a", "unit", Optional.empty(), 7);
    store.giveBack("a", "unit", 7);

    assertThat(store.look().leases()).containsExactly(free("unit", 7));
    assertThat(store.take("b", "unit", Optional.empty(), 1)).as("as if never taken").isFalse();
    assertThat(store.take("b", "unit", Optional.of(owned("unit", "a", 7)), 8))
        .as("seen before it was given back")
        .isFalse();
    assertThat(store.take("b", "unit", Optional.of(free("unit", 7)), 8)).isTrue();
    assertThat(store.look().leases()).containsExactly(owned("unit", "b", 8));
  }

  @Test
  void onlyTheOwnerUnderItsEpochGivesBackAndForgets() {
    store.take("a", "unit", Optional.empty(), 1);
    store.take("b", "unit", Optional.of(owned("unit", "a", 1)), 2);

    store.giveBack("a", "unit", 1);
    store.giveBack("a", "unit", 2);
    store.giveBack("b", "unit", 1);
    store.forget("a", "unit", 1);
    store.forget("a", "unit", 2);
    store.forget("b", "unit", 1);
    assertThat(store.look().leases()).containsExactly(owned("unit", "b", 2));

    store.forget("b", "unit", 2);
    assertThat(store.look().leases()).isEmpty();
    store.giveBack("b", "unit", 2);
    assertThat(store.look().leases()).as("what is forgotten does not come back").isEmpty();
  }

  @Test
  void onlyAWorkerWhoseBeatStoodStillIsBuried() {
    store.beat(new Worker("a", 4));
    store.beat(new Worker("a", 5));

    store.bury(new Worker("a", 4));
    assertThat(store.look().workers()).containsExactly(new Worker("a", 5));
    store.bury(new Worker("a", 5));
    assertThat(store.look().workers()).isEmpty();
    store.bury(new Worker("a", 5));
    store.leave("a");
    assertThat(store.look().workers()).as("neither needs it to be there").isEmpty();
  }

  @Test
  void aWorkerThatLeavesTakesNoLeaseWithIt() {
    store.beat(new Worker("a", 1));
    store.beat(new Worker("b", 1));
    store.take("a", "unit", Optional.empty(), 1);

    store.leave("a");

    assertThat(store.look().workers()).containsExactly(new Worker("b", 1));
    assertThat(store.look().leases()).containsExactly(owned("unit", "a", 1));
  }

  @Test
  void aLookSeesEveryPage() {
    String filler = "-long-name".repeat(90);
    List<Map<String, AttributeValue>> items =
        IntStream.range(0, 2500)
            .mapToObj(
                i ->
                    Map.of(
                        "pipeline", AttributeValue.fromS(pipeline),
                        "unit", AttributeValue.fromS("shard#" + i + filler),
                        "owner", AttributeValue.fromS("worker-" + i % 3),
                        "epoch", AttributeValue.fromN(Integer.toString(i))))
            .toList();
    new SourceTables(dynamoDb()).load(TABLE, items);
    store.beat(new Worker("zuletzt", 1));

    assertThat(firstPage()).as("there is more than a page").isLessThan(2500);
    assertThat(store.look().workers()).containsExactly(new Worker("zuletzt", 1));
    assertThat(store.look().leases())
        .hasSize(2500)
        .contains(
            owned("shard#0" + filler, "worker-0", 0),
            owned("shard#2499" + filler, "worker-0", 2499));
  }

  private int firstPage() {
    return dynamoDb()
        .query(
            r ->
                r.tableName(TABLE)
                    .keyConditionExpression("pipeline = :p")
                    .expressionAttributeValues(Map.of(":p", AttributeValue.fromS(pipeline))))
        .count();
  }

  @Test
  void pipelinesOfOneTableAreKeptApart() {
    LeaseStore other = open(pipeline + "-other");
    store.beat(new Worker("a", 1));
    store.take("a", "unit", Optional.empty(), 3);

    assertThat(other.take("a", "unit", Optional.empty(), 1)).isTrue();
    other.forget("a", "unit", 1);
    other.bury(new Worker("a", 1));
    other.leave("a");

    assertThat(other.look().leases()).isEmpty();
    assertThat(store.look().workers()).containsExactly(new Worker("a", 1));
    assertThat(store.look().leases()).containsExactly(owned("unit", "a", 3));
  }

  @Test
  void whatTailraceDidNotWriteIsNamed() {
    dynamoDb()
        .putItem(
            r ->
                r.tableName(TABLE)
                    .item(
                        Map.of(
                            "pipeline", AttributeValue.fromS(pipeline),
                            "unit", AttributeValue.fromS("stranger"))));

    assertThatThrownBy(store::look)
        .isInstanceOf(StreamException.class)
        .hasMessageContaining("stranger")
        .hasMessageContaining("epoch");
  }
}
