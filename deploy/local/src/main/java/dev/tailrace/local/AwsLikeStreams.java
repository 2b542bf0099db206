package dev.tailrace.local;

import dev.tailrace.local.StreamTimes.Shard;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.dynamodb.services.exceptions.DynamoDBLocalServiceException;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.shared.access.ShardIterator;

/**
 * DynamoDB Local in memory, with stream records as AWS has them: times to the second instead of the
 * minute, and a deletion by time to live as a REMOVE by the service.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html">
 *     what a record of a deletion by time to live looks like</a>
 */
sealed class AwsLikeStreams extends LocalDynamoDBRequestHandler permits JournaledDynamoDb {
  /** What DynamoDB Local calls a deletion by time to live. */
  private static final String EXPIRY = "EXPIRE";

  private final InstantSource clock = InstantSource.system();
  private final StreamTimes times = new StreamTimes(clock);

  /** The second in which what comes next in a table's stream was noted last, by table. */
  private final Map<String, Long> noted = new ConcurrentHashMap<>();

  AwsLikeStreams() {
    super(0, true, null, true, false);
  }

  @Override
  public GetRecordsResponse getRecords(String accessKey, String region, GetRecordsRequest request) {
    Optional<Shard> shard = shardOf(request.shardIterator());
    shard.ifPresent(read -> note(accessKey, region, read));
    GetRecordsResponse response = super.getRecords(accessKey, region, request);
    return shard
        .map(read -> response.records().stream().map(found -> asAws(read, found)).toList())
        .map(records -> response.toBuilder().records(records).build())
        .orElse(response);
  }

  /** Empty for an iterator that DynamoDB Local will refuse. */
  private static Optional<Shard> shardOf(@Nullable String iterator) {
    try {
      return Optional.ofNullable(iterator)
          .map(ShardIterator::fromString)
          .map(read -> new Shard(read.streamId, read.shardId));
    } catch (DynamoDBLocalServiceException malformed) {
      return Optional.empty();
    }
  }

  private Record asAws(Shard shard, Record found) {
    StreamRecord data = found.dynamodb();
    Instant second =
        times.of(shard, Long.parseLong(data.sequenceNumber()), data.approximateCreationDateTime());
    Record.Builder record =
        found.toBuilder().dynamodb(data.toBuilder().approximateCreationDateTime(second).build());
    return EXPIRY.equals(found.eventNameAsString())
        ? record
            .eventName(OperationType.REMOVE)
            .userIdentity(service -> service.type("Service").principalId("dynamodb.amazonaws.com"))
            .build()
        : record.build();
  }

  /** To be called before a write, so that the time of its record is known. */
  private void aboutToWrite(String accessKey, String region, @Nullable String tableNameOrArn) {
    if (tableNameOrArn == null) {
      return;
    }
    long second = clock.instant().getEpochSecond();
    noted.compute(
        TableIdentity.nameIn(tableNameOrArn),
        (table, before) -> {
          if (before == null || before < second) {
            openShard(accessKey, region, table).ifPresent(shard -> note(accessKey, region, shard));
          }
          return second;
        });
  }

  private void note(String accessKey, String region, Shard shard) {
    GetShardIteratorRequest latest =
        GetShardIteratorRequest.builder()
            .streamArn(shard.streamArn())
            .shardId(shard.shardId())
            .shardIteratorType(ShardIteratorType.LATEST)
            .build();
    try {
      times.note(
          shard,
          () ->
              ShardIterator.fromString(
                      super.getShardIterator(accessKey, region, latest).shardIterator())
                  .shardSequenceNumber);
    } catch (DynamoDBLocalServiceException gone) {
      // The stream, or its table, is deleted; who reads it is told so.
    }
  }

  private Optional<Shard> openShard(String accessKey, String region, String table) {
    try {
      String stream =
          super.describeTable(
                  accessKey, region, DescribeTableRequest.builder().tableName(table).build())
              .table()
              .latestStreamArn();
      return stream == null
          ? Optional.empty()
          : super.describeStream(
                  accessKey, region, DescribeStreamRequest.builder().streamArn(stream).build())
              .streamDescription()
              .shards()
              .stream()
              .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
              .map(shard -> new Shard(stream, shard.shardId()))
              .findFirst();
    } catch (DynamoDBLocalServiceException noSuchTable) {
      return Optional.empty();
    }
  }

  /** PartiQL names its tables in its statements only. */
  private void aboutToRun(String accessKey, String region, Stream<String> statements) {
    List<String> texts = statements.filter(Objects::nonNull).toList();
    super.listTables(accessKey, region, ListTablesRequest.builder().build()).tableNames().stream()
        .filter(table -> texts.stream().anyMatch(text -> text.contains(table)))
        .forEach(table -> aboutToWrite(accessKey, region, table));
  }

  @Override
  public UpdateTableResponse updateTable(
      String accessKey, String region, UpdateTableRequest request) {
    UpdateTableResponse response = super.updateTable(accessKey, region, request);
    // It may have another stream now.
    noted.remove(TableIdentity.nameIn(request.tableName()));
    return response;
  }

  @Override
  public PutItemResponse putItem(String accessKey, String region, PutItemRequest request) {
    aboutToWrite(accessKey, region, request.tableName());
    return super.putItem(accessKey, region, request);
  }

  @Override
  public DeleteItemResponse deleteItem(String accessKey, String region, DeleteItemRequest request) {
    aboutToWrite(accessKey, region, request.tableName());
    return super.deleteItem(accessKey, region, request);
  }

  @Override
  public UpdateItemResponse updateItem(String accessKey, String region, UpdateItemRequest request) {
    aboutToWrite(accessKey, region, request.tableName());
    return super.updateItem(accessKey, region, request);
  }

  @Override
  public BatchWriteItemResponse batchWriteItem(
      String accessKey, String region, BatchWriteItemRequest request) {
    request.requestItems().keySet().forEach(table -> aboutToWrite(accessKey, region, table));
    return super.batchWriteItem(accessKey, region, request);
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(
      String accessKey, String region, TransactWriteItemsRequest request) {
    for (TransactWriteItem item : request.transactItems()) {
      aboutToWrite(accessKey, region, item.put() == null ? null : item.put().tableName());
      aboutToWrite(accessKey, region, item.update() == null ? null : item.update().tableName());
      aboutToWrite(accessKey, region, item.delete() == null ? null : item.delete().tableName());
    }
    return super.transactWriteItems(accessKey, region, request);
  }

  @Override
  public ExecuteStatementResponse executeStatement(
      String accessKey, String region, ExecuteStatementRequest request) {
    aboutToRun(accessKey, region, Stream.of(request.statement()));
    return super.executeStatement(accessKey, region, request);
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(
      String accessKey, String region, BatchExecuteStatementRequest request) {
    aboutToRun(
        accessKey, region, request.statements().stream().map(BatchStatementRequest::statement));
    return super.batchExecuteStatement(accessKey, region, request);
  }

  @Override
  public ExecuteTransactionResponse executeTransaction(
      String accessKey, String region, ExecuteTransactionRequest request) {
    aboutToRun(
        accessKey,
        region,
        request.transactStatements().stream().map(ParameterizedStatement::statement));
    return super.executeTransaction(accessKey, region, request);
  }
}
