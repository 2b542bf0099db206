package dev.tailrace.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * DynamoDB Local in memory, with a journal of the writes to those tables whose point-in-time
 * recovery is on.
 *
 * <p>The image before a write comes with the write's own answer where DynamoDB gives it (ALL_OLD),
 * else from a read just before it. A PartiQL write does not say in so many words which items it
 * touches, so the tables it names are read before and after and compared: right, and slow.
 *
 * <p>Expiries by TTL happen inside DynamoDB Local and do not pass here.
 */
final class JournaledDynamoDb extends AwsLikeStreams {
  private final TableGuards guards;

  JournaledDynamoDb(TableGuards guards) {
    this.guards = guards;
  }

  private TableReader reader() {
    return new TableReader(new EmbeddedTableCalls(this));
  }

  private TableGuard guard(@Nullable String tableNameOrArn) {
    // A request without a table name goes on to DynamoDB Local, which says what it thinks of it.
    return guards.of(tableNameOrArn == null ? "" : tableNameOrArn);
  }

  private static boolean nothingAskedFor(ReturnValue returnValues) {
    return returnValues == null || returnValues == ReturnValue.NONE;
  }

  @Override
  public PutItemResponse putItem(String accessKey, String region, PutItemRequest request) {
    return guard(request.tableName())
        .locked(
            history -> {
              if (history.isEmpty()) {
                return super.putItem(accessKey, region, request);
              }
              boolean hide = nothingAskedFor(request.returnValues());
              // What is not NONE is ALL_OLD here, or DynamoDB refuses it.
              PutItemRequest asking =
                  hide ? request.toBuilder().returnValues(ReturnValue.ALL_OLD).build() : request;
              PutItemResponse response = super.putItem(accessKey, region, asking);
              history.get().remember(request.item(), response.attributes());
              return hide ? response.toBuilder().attributes(null).build() : response;
            });
  }

  @Override
  public DeleteItemResponse deleteItem(String accessKey, String region, DeleteItemRequest request) {
    return guard(request.tableName())
        .locked(
            history -> {
              if (history.isEmpty()) {
                return super.deleteItem(accessKey, region, request);
              }
              boolean hide = nothingAskedFor(request.returnValues());
              DeleteItemRequest asking =
                  hide ? request.toBuilder().returnValues(ReturnValue.ALL_OLD).build() : request;
              DeleteItemResponse response = super.deleteItem(accessKey, region, asking);
              history.get().remember(request.key(), response.attributes());
              return hide ? response.toBuilder().attributes(null).build() : response;
            });
  }

  @Override
  public UpdateItemResponse updateItem(String accessKey, String region, UpdateItemRequest request) {
    return guard(request.tableName())
        .locked(
            history ->
                history.isEmpty()
                    ? super.updateItem(accessKey, region, request)
                    : updateJournaled(accessKey, region, request, history.get()));
  }

  private UpdateItemResponse updateJournaled(
      String accessKey, String region, UpdateItemRequest request, TableHistory history) {
    if (nothingAskedFor(request.returnValues())) {
      UpdateItemRequest asking = request.toBuilder().returnValues(ReturnValue.ALL_OLD).build();
      UpdateItemResponse response = super.updateItem(accessKey, region, asking);
      history.remember(request.key(), response.attributes());
      return response.toBuilder().attributes(null).build();
    }
    Map<String, AttributeValue> before = reader().item(history.table().name(), request.key());
    UpdateItemResponse response = super.updateItem(accessKey, region, request);
    history.remember(request.key(), before);
    return response;
  }

  @Override
  public BatchWriteItemResponse batchWriteItem(
      String accessKey, String region, BatchWriteItemRequest request) {
    return guards.locked(
        request.requestItems().keySet(),
        histories -> {
          TouchedItems touched = new TouchedItems(reader());
          request
              .requestItems()
              .forEach(
                  (table, writes) ->
                      Optional.ofNullable(histories.get(TableIdentity.nameIn(table)))
                          .ifPresent(history -> touched.read(history, itemsOrKeys(writes))));
          BatchWriteItemResponse response = super.batchWriteItem(accessKey, region, request);
          touched.remember();
          return response;
        });
  }

  private static List<Map<String, AttributeValue>> itemsOrKeys(List<WriteRequest> writes) {
    List<Map<String, AttributeValue>> touched = new ArrayList<>();
    for (WriteRequest write : writes) {
      if (write.putRequest() != null) {
        touched.add(write.putRequest().item());
      }
      if (write.deleteRequest() != null) {
        touched.add(write.deleteRequest().key());
      }
    }
    return touched;
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(
      String accessKey, String region, TransactWriteItemsRequest request) {
    Map<String, List<Map<String, AttributeValue>>> writes = new TreeMap<>();
    for (TransactWriteItem item : request.transactItems()) {
      write(item)
          .ifPresent(
              write ->
                  writes
                      .computeIfAbsent(TableIdentity.nameIn(write.table()), n -> new ArrayList<>())
                      .add(write.itemOrKey()));
    }
    return guards.locked(
        writes.keySet(),
        histories -> {
          TouchedItems touched = new TouchedItems(reader());
          histories.forEach(
              (table, history) -> touched.read(history, writes.getOrDefault(table, List.of())));
          TransactWriteItemsResponse response =
              super.transactWriteItems(accessKey, region, request);
          touched.remember();
          return response;
        });
  }

  private static Optional<TableWrite> write(TransactWriteItem item) {
    if (item.put() != null) {
      return write(item.put().tableName(), item.put().item());
    }
    if (item.update() != null) {
      return write(item.update().tableName(), item.update().key());
    }
    if (item.delete() != null) {
      return write(item.delete().tableName(), item.delete().key());
    }
    return Optional.empty();
  }

  private static Optional<TableWrite> write(
      @Nullable String table, Map<String, AttributeValue> itemOrKey) {
    return Optional.ofNullable(table).map(name -> new TableWrite(name, itemOrKey));
  }

  @Override
  public ExecuteStatementResponse executeStatement(
      String accessKey, String region, ExecuteStatementRequest request) {
    return new PartiQlWatch(guards, reader())
        .watching(
            Stream.of(request.statement()),
            () -> super.executeStatement(accessKey, region, request));
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(
      String accessKey, String region, BatchExecuteStatementRequest request) {
    return new PartiQlWatch(guards, reader())
        .watching(
            request.statements().stream().map(BatchStatementRequest::statement),
            () -> super.batchExecuteStatement(accessKey, region, request));
  }

  @Override
  public ExecuteTransactionResponse executeTransaction(
      String accessKey, String region, ExecuteTransactionRequest request) {
    return new PartiQlWatch(guards, reader())
        .watching(
            request.transactStatements().stream().map(ParameterizedStatement::statement),
            () -> super.executeTransaction(accessKey, region, request));
  }

  @Override
  public DeleteTableResponse deleteTable(
      String accessKey, String region, DeleteTableRequest request) {
    TableGuard guard = guard(request.tableName());
    return guard.locked(
        history -> {
          DeleteTableResponse response = super.deleteTable(accessKey, region, request);
          guard.change(gone -> Optional.empty());
          return response;
        });
  }

  private record TableWrite(String table, Map<String, AttributeValue> itemOrKey) {}
}
