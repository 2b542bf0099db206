package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * The items that Tailrace remembers by, under two strings, {@code scope} and {@code entry}. Reads
 * are strongly consistent. Safe for use by several threads.
 */
final class StateTable {
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final List<String> PASSING =
      List.of(
          "TransactionConflict",
          "ThrottlingError",
          "ProvisionedThroughputExceeded",
          "RequestLimitExceeded");

  private final DynamoDbClient client;
  private final String name;
  private final Pause pause;

  StateTable(DynamoDbClient client, String name, Pause pause) {
    this.client = client;
    this.name = name;
    this.pause = pause;
  }

  String name() {
    return name;
  }

  private String what() {
    return "state table " + name;
  }

  /** The items with these keys, at most 100, as they are at one moment. */
  List<Optional<Map<String, AttributeValue>>> at(List<Map<String, AttributeValue>> keys) {
    List<TransactGetItem> gets =
        keys.stream()
            .map(k -> TransactGetItem.builder().get(g -> g.tableName(name).key(k)).build())
            .toList();
    Backoff backoff = new Backoff(pause);
    while (true) {
      try {
        return client.transactGetItems(r -> r.transactItems(gets)).responses().stream()
            .map(StateTable::item)
            .toList();
      } catch (TransactionCanceledException e) {
        if (!isPassing(e) || !backoff.again()) {
          throw Failures.of(what(), e);
        }
      } catch (SdkException e) {
        throw Failures.of(what(), e);
      }
    }
  }

  private static Optional<Map<String, AttributeValue>> item(ItemResponse response) {
    return response.hasItem() && !response.item().isEmpty()
        ? Optional.of(response.item())
        : Optional.empty();
  }

  /** One item. */
  Optional<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
    return Failures.sorted(
        what(),
        () ->
            Optional.of(client.getItem(r -> r.tableName(name).key(key).consistentRead(true)))
                .filter(r -> r.hasItem() && !r.item().isEmpty())
                .map(r -> r.item()));
  }

  /** The items of a scope whose entry is not before {@code from}, in their order, page by page. */
  void from(String scope, String from, Consumer<Map<String, AttributeValue>> items) {
    Failures.sorted(
        what(),
        () -> {
          client
              .queryPaginator(
                  r ->
                      r.tableName(name)
                          .consistentRead(true)
                          .keyConditionExpression("#s = :s AND #e >= :e")
                          .expressionAttributeNames(Map.of("#s", Values.SCOPE, "#e", Values.ENTRY))
                          .expressionAttributeValues(
                              Map.of(":s", Values.text(scope), ":e", Values.text(from))))
              .items()
              .forEach(items);
          return true;
        });
  }

  /** The items of a scope whose entries begin with {@code prefix}, in their order. */
  List<Map<String, AttributeValue>> startingWith(String scope, String prefix) {
    return Failures.sorted(
        what(),
        () ->
            client
                .queryPaginator(
                    r ->
                        r.tableName(name)
                            .consistentRead(true)
                            .keyConditionExpression("#s = :s AND begins_with(#e, :e)")
                            .expressionAttributeNames(
                                Map.of("#s", Values.SCOPE, "#e", Values.ENTRY))
                            .expressionAttributeValues(
                                Map.of(":s", Values.text(scope), ":e", Values.text(prefix))))
                .items()
                .stream()
                .toList());
  }

  /** All items of a scope in order. */
  List<Map<String, AttributeValue>> all(String scope) {
    List<Map<String, AttributeValue>> all = new ArrayList<>();
    // No key is empty, so that everything is behind a null character.
    from(scope, "\0", all::add);
    return all;
  }

  void put(Map<String, AttributeValue> item) {
    Failures.sorted(what(), () -> client.putItem(r -> r.tableName(name).item(item)));
  }

  void delete(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> key =
        Values.key(Values.text(item, Values.SCOPE), Values.text(item, Values.ENTRY));
    Failures.sorted(what(), () -> client.deleteItem(r -> r.tableName(name).key(key)));
  }

  /** Deletes an item whose text is this, and leaves another one alone. */
  void deleteIf(Map<String, AttributeValue> key, String attribute, String expected) {
    Failures.sorted(
        what(),
        () -> {
          try {
            client.deleteItem(
                r ->
                    r.tableName(name)
                        .key(key)
                        .conditionExpression("#a = :a")
                        .expressionAttributeNames(Map.of("#a", attribute))
                        .expressionAttributeValues(Map.of(":a", Values.text(expected))));
          } catch (ConditionalCheckFailedException goneOrAnother) {
            return false;
          }
          return true;
        });
  }

  /**
   * Does all of {@code actions} or nothing; waits and tries again while others are in the way.
   *
   * @return false when a condition does not hold
   * @throws SinkException.OutcomeUnknown when no answer came
   */
  boolean transact(List<TransactWriteItem> actions) {
    Backoff backoff = new Backoff(pause);
    while (true) {
      try {
        client.transactWriteItems(r -> r.transactItems(actions));
        return true;
      } catch (TransactionCanceledException e) {
        if (reasons(e).anyMatch(CONDITION_FAILED::equals)) {
          return false;
        }
        if (!isPassing(e) || !backoff.again()) {
          throw Failures.of(what() + ": " + explained(e), e);
        }
      } catch (TransactionInProgressException | TransactionConflictException e) {
        if (!backoff.again()) {
          throw Failures.ofTransaction(what(), e);
        }
      } catch (SdkException e) {
        throw Failures.ofTransaction(what(), e);
      }
    }
  }

  private static java.util.stream.Stream<String> reasons(TransactionCanceledException e) {
    return e.cancellationReasons().stream().map(CancellationReason::code).filter(c -> c != null);
  }

  private static boolean isPassing(TransactionCanceledException e) {
    return reasons(e).anyMatch(PASSING::contains);
  }

  private static String explained(TransactionCanceledException e) {
    List<CancellationReason> reasons = e.cancellationReasons();
    return IntStream.range(0, reasons.size())
        .filter(i -> !"None".equals(reasons.get(i).code()))
        .mapToObj(
            i -> "action %d: %s %s".formatted(i, reasons.get(i).code(), reasons.get(i).message()))
        .toList()
        .toString();
  }
}
