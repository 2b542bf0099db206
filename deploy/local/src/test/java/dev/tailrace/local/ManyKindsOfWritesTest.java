package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Every way to write to a table is in the journal, found out by exports of many moments. */
class ManyKindsOfWritesTest {
  private static final long SEED = 20260301;
  private static final int MOMENTS = 25;

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final Set<Integer> kindsThatWrote = new TreeSet<>();

  static String compositeTable(TestAws aws, String name) {
    String arn =
        aws.dynamoDb()
            .createTable(
                table ->
                    table
                        .tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                            // DynamoDB wants the partition key first; the names say nothing.
                            element("pk", KeyType.HASH), element("sk", KeyType.RANGE))
                        .attributeDefinitions(
                            attribute("sk", ScalarAttributeType.N),
                            attribute("pk", ScalarAttributeType.S)))
            .tableDescription()
            .tableArn();
    aws.recovery(name, true);
    return arn;
  }

  private static KeySchemaElement element(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  @Test
  void exportsOfEveryMomentHoldWhatTheTableHeld() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = compositeTable(aws, "events");
      Map<Instant, Set<String>> states = new TreeMap<>();
      for (int moment = 0; moment < MOMENTS; moment++) {
        for (int i = 0; i < 8; i++) {
          writeSomething(aws.dynamoDb());
        }
        states.put(
            clock.forward(Duration.ofSeconds(1)),
            new TreeSet<>(ExportedFiles.comparable(aws.scan("events"))));
      }

      assertThat(kindsThatWrote).hasSize(10);
      for (Map.Entry<Instant, Set<String>> state : states.entrySet()) {
        ExportedFiles files =
            ExportedFiles.read(
                aws.s3(), aws.export(arn, request -> request.exportTime(state.getKey())));
        assertThat(new TreeSet<>(files.items()))
            .as("the state at %s, seed %d", state.getKey(), SEED)
            .isEqualTo(state.getValue());
      }
      assertIncrementsLeadFromStateToState(aws, arn, states);
    }
  }

  private void assertIncrementsLeadFromStateToState(
      TestAws aws, String arn, Map<Instant, Set<String>> states) throws IOException {
    List<Instant> moments = List.copyOf(states.keySet());
    for (int i = 0; i + 1 < moments.size(); i++) {
      Instant from = moments.get(i);
      Instant to = moments.get(Math.min(moments.size() - 1, i + 1 + random.nextInt(4)));
      ExportedFiles files =
          ExportedFiles.read(
              aws.s3(),
              aws.export(
                  arn,
                  request ->
                      request
                          .exportType(ExportType.INCREMENTAL_EXPORT)
                          .incrementalExportSpecification(
                              window -> window.exportFromTime(from).exportToTime(to))));
      Set<String> state = new TreeSet<>(states.getOrDefault(from, Set.of()));
      for (JsonNode change : files.changes().values()) {
        if (change.has("OldImage")) {
          assertThat(
                  state.remove(ExportedFiles.comparable(ExportedFiles.map(change.get("OldImage")))))
              .as("an old image that was there at %s, seed %d", from, SEED)
              .isTrue();
        }
        if (change.has("NewImage")) {
          state.add(ExportedFiles.comparable(ExportedFiles.map(change.get("NewImage"))));
        }
      }
      assertThat(state).as("from %s to %s, seed %d", from, to, SEED).isEqualTo(states.get(to));
    }
  }

  private Map<String, AttributeValue> key() {
    return Map.of(
        "pk", AttributeValue.fromS("p" + random.nextInt(3)),
        "sk", AttributeValue.fromN(random.nextBoolean() ? "1" + random.nextInt(3) : "1.0e1"));
  }

  private Map<String, AttributeValue> item() {
    Map<String, AttributeValue> item = new TreeMap<>(key());
    item.put("v", AttributeValue.fromN(random.nextInt(1000) + ".50"));
    item.put("set", AttributeValue.fromNs(List.of("2", "1.0", "" + (3 + random.nextInt(5)))));
    return item;
  }

  private void writeSomething(DynamoDbClient dynamoDb) {
    int kind = random.nextInt(10);
    try {
      switch (kind) {
        case 0, 1 -> dynamoDb.putItem(put -> put.tableName("events").item(item()));
        case 2 -> dynamoDb.deleteItem(delete -> delete.tableName("events").key(key()));
        case 3 -> update(dynamoDb);
        case 4 -> batch(dynamoDb);
        case 5 -> transaction(dynamoDb);
        case 6 -> dynamoDb.executeStatement(s -> s.statement(insert()));
        case 7 -> statement(dynamoDb);
        case 8 ->
            dynamoDb.batchExecuteStatement(
                s ->
                    s.statements(
                        BatchStatementRequest.builder().statement(insert()).build(),
                        BatchStatementRequest.builder().statement(insert()).build()));
        default ->
            dynamoDb.executeTransaction(
                t ->
                    t.transactStatements(
                        ParameterizedStatement.builder().statement(insert()).build()));
      }
      kindsThatWrote.add(kind);
    } catch (DynamoDbException refused) {
      // An INSERT of what is there, a condition that fails, a key twice in a batch: all welcome.
      assertThat(refused.statusCode()).isEqualTo(400);
    }
  }

  private void update(DynamoDbClient dynamoDb) {
    ReturnValue[] returned = ReturnValue.knownValues().toArray(ReturnValue[]::new);
    dynamoDb.updateItem(
        update ->
            update
                .tableName("events")
                .key(key())
                .updateExpression("ADD v :v REMOVE #s")
                .conditionExpression("attribute_not_exists(v) OR v < :most")
                .expressionAttributeNames(Map.of("#s", "set"))
                .expressionAttributeValues(
                    Map.of(":v", AttributeValue.fromN("1"), ":most", AttributeValue.fromN("700")))
                .returnValues(returned[random.nextInt(returned.length)]));
  }

  private void batch(DynamoDbClient dynamoDb) {
    dynamoDb.batchWriteItem(
        batch ->
            batch.requestItems(
                Map.of(
                    "events",
                    List.of(
                        WriteRequest.builder().putRequest(put -> put.item(item())).build(),
                        WriteRequest.builder().deleteRequest(del -> del.key(key())).build()))));
  }

  private void transaction(DynamoDbClient dynamoDb) {
    dynamoDb.transactWriteItems(
        transaction ->
            transaction.transactItems(
                TransactWriteItem.builder()
                    .put(put -> put.tableName("events").item(item()))
                    .build(),
                TransactWriteItem.builder()
                    .update(
                        update ->
                            update
                                .tableName("events")
                                .key(key())
                                .updateExpression("SET w = :w")
                                .expressionAttributeValues(
                                    Map.of(":w", AttributeValue.fromBool(true))))
                    .build(),
                TransactWriteItem.builder()
                    .delete(delete -> delete.tableName("events").key(key()))
                    .build()));
  }

  private String insert() {
    return "INSERT INTO \"events\" VALUE {'pk':'p"
        + random.nextInt(3)
        + "','sk':1"
        + random.nextInt(3)
        + ",'q':"
        + random.nextInt(100)
        + "}";
  }

  private void statement(DynamoDbClient dynamoDb) {
    String where =
        key().entrySet().stream()
            .map(
                entry ->
                    entry.getKey().equals("pk")
                        ? "pk='" + entry.getValue().s() + "'"
                        : "sk=" + entry.getValue().n())
            .collect(Collectors.joining(" AND "));
    String text =
        random.nextBoolean()
            ? "UPDATE \"events\" SET v=1 WHERE " + where
            : "DELETE FROM events WHERE " + where;
    dynamoDb.executeStatement(statement -> statement.statement(text));
  }
}
