package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.sts.StsClient;

class TablesAndStreamsTest {
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
  void everyWriteIsInTheStreamWithBothImages() {
    aws.recoverableTable("orders");
    aws.put("orders", "a", "1");
    aws.dynamoDb()
        .updateItem(
            update ->
                update
                    .tableName("orders")
                    .key(TestAws.key("a"))
                    .updateExpression("SET v = :v")
                    .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("2"))));
    aws.dynamoDb().deleteItem(delete -> delete.tableName("orders").key(TestAws.key("a")));

    List<Record> records = records("orders", 3);

    assertThat(records)
        .extracting(Record::eventName)
        .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
    assertThat(records.get(1).dynamodb().oldImage()).isEqualTo(TestAws.item("a", "1"));
    assertThat(records.get(1).dynamodb().newImage()).isEqualTo(TestAws.item("a", "2"));
    assertThat(records.get(2).dynamodb().oldImage()).isEqualTo(TestAws.item("a", "2"));
  }

  private List<Record> records(String table, int count) {
    String stream = aws.dynamoDb().describeTable(t -> t.tableName(table)).table().latestStreamArn();
    List<Shard> shards =
        aws.streams().describeStream(s -> s.streamArn(stream)).streamDescription().shards();
    assertThat(shards).hasSize(1);
    String iterator =
        aws.streams()
            .getShardIterator(
                get ->
                    get.streamArn(stream)
                        .shardId(shards.getFirst().shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    List<Record> records = new ArrayList<>();
    for (int page = 0; page < 100 && records.size() < count; page++) {
      String next = iterator;
      GetRecordsResponse response = aws.streams().getRecords(get -> get.shardIterator(next));
      records.addAll(response.records());
      iterator = response.nextShardIterator();
    }
    return records;
  }

  @Test
  void journaledWritesAnswerAsIfTheyWereNot() {
    for (String table : List.of("plain", "journaled")) {
      aws.table(table);
      aws.recovery(table, table.equals("journaled"));
      DynamoDbClient dynamoDb = aws.dynamoDb();

      assertThat(
              dynamoDb
                  .putItem(put -> put.tableName(table).item(TestAws.item("a", "1")))
                  .hasAttributes())
          .isFalse();
      assertThat(
              dynamoDb
                  .putItem(
                      put ->
                          put.tableName(table)
                              .item(TestAws.item("a", "2"))
                              .returnValues(ReturnValue.ALL_OLD))
                  .attributes())
          .isEqualTo(TestAws.item("a", "1"));
      assertThat(update(table, ReturnValue.NONE)).isEmpty();
      assertThat(update(table, ReturnValue.ALL_OLD)).containsKeys("pk", "v");
      assertThat(update(table, ReturnValue.UPDATED_OLD)).containsOnlyKeys("n");
      assertThat(update(table, ReturnValue.UPDATED_NEW))
          .containsEntry("n", AttributeValue.fromN("4"))
          .hasSize(1);
      assertThat(update(table, ReturnValue.ALL_NEW))
          .containsEntry("n", AttributeValue.fromN("5"))
          .hasSize(3);
      assertThat(
              dynamoDb
                  .deleteItem(
                      delete ->
                          delete
                              .tableName(table)
                              .key(TestAws.key("a"))
                              .returnValues(ReturnValue.ALL_OLD))
                  .attributes())
          .hasSize(3);
      assertThat(
              dynamoDb
                  .deleteItem(delete -> delete.tableName(table).key(TestAws.key("a")))
                  .hasAttributes())
          .isFalse();
    }
  }

  private Map<String, AttributeValue> update(String table, ReturnValue returned) {
    return aws.dynamoDb()
        .updateItem(
            update ->
                update
                    .tableName(table)
                    .key(TestAws.key("a"))
                    .updateExpression("ADD n :one")
                    .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
                    .returnValues(returned))
        .attributes();
  }

  @Test
  void errorsAreDynamoDbsOwn() {
    assertThatThrownBy(() -> aws.put("missing", "a", "1"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void anyCredentialsAndAnyRegionSeeTheSameTables() {
    aws.table("orders");

    try (DynamoDbClient other =
            DynamoDbClient.builder()
                .endpointOverride(aws.aws().endpoint())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("what/ever+key", "else")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        DynamoDbClient nobody =
            DynamoDbClient.builder()
                .endpointOverride(aws.aws().endpoint())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
      assertThat(other.listTables().tableNames()).containsExactly("orders");
      assertThat(nobody.listTables().tableNames()).containsExactly("orders");
    }
  }

  @Test
  void theCallerHasDynamoDbLocalsAccount() {
    try (StsClient sts =
        StsClient.builder()
            .endpointOverride(aws.aws().endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
    }
  }
}
