package dev.tailrace.stream;

import dev.tailrace.core.TableIdentity;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/**
 * What DescribeTable says of a table.
 *
 * @param streamArn the stream that is on; empty when none is
 * @param viewType the stream's view type, as AWS names it; empty when no stream is on
 */
public record TableDescription(
    String name,
    TableIdentity identity,
    KeySchema key,
    Optional<String> streamArn,
    Optional<String> viewType) {

  /**
   * Describes a table.
   *
   * @throws StreamException when the call fails, with {@code NOT_FOUND} when there is no such table
   */
  public static TableDescription of(DynamoDbClient client, String table) {
    var described =
        StreamErrors.sorted(
            "table " + table, () -> client.describeTable(r -> r.tableName(table)).table());
    List<KeySchema.KeyAttribute> key =
        described.keySchema().stream()
            // The partition key, HASH, comes before the sort key, RANGE.
            .sorted(
                (a, b) -> a.keyType() == KeyType.HASH ? -1 : b.keyType() == KeyType.HASH ? 1 : 0)
            .map(
                e ->
                    new KeySchema.KeyAttribute(
                        e.attributeName(),
                        typeOf(e.attributeName(), described.attributeDefinitions())))
            .toList();
    StreamSpecification stream = described.streamSpecification();
    boolean on = stream != null && Boolean.TRUE.equals(stream.streamEnabled());
    return new TableDescription(
        table,
        identity(described),
        new KeySchema(key),
        on ? Optional.ofNullable(described.latestStreamArn()) : Optional.empty(),
        on ? Optional.of(stream.streamViewTypeAsString()) : Optional.empty());
  }

  /** DynamoDB Local has no table ids; there, the time at which the table was made has to do. */
  private static TableIdentity identity(
      software.amazon.awssdk.services.dynamodb.model.TableDescription described) {
    String id =
        Optional.ofNullable(described.tableId())
            .or(() -> Optional.ofNullable(described.creationDateTime()).map(at -> "made at " + at))
            .orElse("");
    return new TableIdentity(described.tableArn(), id);
  }

  /**
   * The names of the tables that {@code glob} matches, sorted; the glob itself where it is a plain
   * name, whether or not there is such a table.
   *
   * @param glob a name in which * stands for any characters and ? for one
   * @throws StreamException when the tables can't be listed
   */
  public static List<String> names(DynamoDbClient client, String glob) {
    if (glob.indexOf('*') < 0 && glob.indexOf('?') < 0) {
      return List.of(glob);
    }
    Pattern pattern =
        Pattern.compile(glob.replace(".", "\\.").replace("*", ".*").replace("?", "."));
    return StreamErrors.sorted(
        "listing tables",
        () ->
            client.listTablesPaginator().tableNames().stream()
                .filter(name -> pattern.matcher(name).matches())
                .sorted()
                .toList());
  }

  private static AttributeType typeOf(String name, List<AttributeDefinition> definitions) {
    return definitions.stream()
        .filter(d -> d.attributeName().equals(name))
        .map(d -> AttributeType.valueOf(d.attributeTypeAsString()))
        .findFirst()
        .orElseThrow();
  }
}
