package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.Config.SinkConfig;
import dev.tailrace.config.TableConfig;
import dev.tailrace.config.TableConfig.RouteConfig;
import dev.tailrace.core.SourceTable;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Route;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.transform.AttributeRules;
import dev.tailrace.transform.ItemTransform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the configuration makes of one source table: its targets, and what its items look like
 * there. Immutable; safe for several threads.
 */
final class TablePlan {
  private static final String NO_SECRET = "nothing is hashed";

  private final SourceTable source;
  private final AttributeRules rules;
  private final byte[] secret;
  private final Map<String, ColumnType> columns;
  private final List<TargetTable> targets;

  private TablePlan(
      SourceTable source,
      AttributeRules rules,
      byte[] secret,
      Map<String, ColumnType> columns,
      List<TargetTable> targets) {
    this.source = source;
    this.rules = rules;
    this.secret = secret;
    this.columns = columns;
    this.targets = targets;
  }

  /**
   * The plan of a table.
   *
   * @param environment where a secret may be
   * @throws IllegalArgumentException when the configuration does not go with the table, with the
   *     mend
   */
  static TablePlan of(
      Config config, TableConfig table, SourceTable source, Map<String, String> environment) {
    AttributeRules rules = table.rules();
    KeySchema key = rules.key(source.key());
    table.columnTypes().forEach((name, type) -> checkKeyType(key, name, type));
    TableOptions options = config.sink().options(table);
    List<Route.Rule> routes = table.routes().stream().map(TablePlan::rule).toList();
    List<TargetTable> targets = new ArrayList<>();
    String schema = config.sink().schema();
    // The rest comes first: it is the table's own target, and there without any routes.
    String rest = table.target().orElse(source.name());
    targets.add(new TargetTable(schema, rest, key, options, new Route(routes, routes.size())));
    for (int i = 0; i < routes.size(); i++) {
      String name = table.routes().get(i).target();
      targets.add(new TargetTable(schema, name, key, options, new Route(routes, i)));
    }
    return new TablePlan(
        source,
        rules,
        secret(config.sink(), rules, environment),
        table.columnTypes(),
        List.copyOf(targets));
  }

  private static Route.Rule rule(RouteConfig config) {
    return new Route.Rule(
        config.attribute(),
        config.prefix().or(config::equals).orElseThrow(),
        config.prefix().isPresent());
  }

  private static void checkKeyType(KeySchema key, String name, ColumnType type) {
    for (KeyAttribute attribute : key.attributes()) {
      boolean exact =
          switch (type) {
            case ColumnType.Text t -> true;
            case ColumnType.Bytes t -> true;
            case ColumnType.Int64 t -> true;
            case ColumnType.Decimal t -> true;
            case ColumnType.Bool t -> false;
            case ColumnType.Json t -> false;
            case ColumnType.Timestamp t -> false;
            case ColumnType.Float64 t -> false;
          };
      if (attribute.name().equals(name) && !(exact && type.takes(attribute.type()))) {
        throw new IllegalArgumentException(
            "columns: %s is a key attribute of type %s, which %s does not hold exactly; leave it out"
                .formatted(name, attribute.type(), type.toText()));
      }
    }
  }

  private static byte[] secret(
      SinkConfig config, AttributeRules rules, Map<String, String> environment) {
    Optional<String> secret =
        config
            .hashSecret()
            .map(s -> s.value())
            .or(() -> Optional.ofNullable(environment.get(SinkConfig.HASH_SECRET)))
            .filter(s -> !s.isBlank());
    if (secret.isEmpty() && !rules.hash().isEmpty()) {
      throw new IllegalArgumentException(
          "hash: there is no secret; set sink.hash-secret or the variable "
              + SinkConfig.HASH_SECRET);
    }
    return secret.orElse(NO_SECRET).getBytes(StandardCharsets.UTF_8);
  }

  SourceTable source() {
    return source;
  }

  /** The table's own target, and behind it those of its routes. */
  List<TargetTable> targets() {
    return targets;
  }

  /** Whether items look there as they do in DynamoDB. */
  boolean leavesItemsAsTheyAre() {
    return rules.isNone();
  }

  /** What changes items; a new one for each thread. */
  ItemTransform transform() {
    return new ItemTransform(rules, source.key(), secret);
  }

  /** How a target sees the source's items: changed, or not at all. */
  Function<Item, Optional<Item>> view(TargetTable target) {
    ItemTransform transform = transform();
    return item -> {
      Item seen = rules.isNone() ? item : transform.apply(item, ItemTransform.Part.WHOLE);
      return Optional.of(seen).filter(target.route()::takes);
    };
  }

  /** A shape with the columns that are set by hand, and the target's options. */
  TableShape typed(TableShape sampled, TargetTable target) {
    List<Column> kept =
        target.options().hasAttributeColumns()
            ? sampled.columns()
            : sampled.columns().subList(0, target.key().attributes().size());
    TableShape all =
        new TableShape(target.key(), kept, target.options()).with(new LinkedHashMap<>(columns));
    List<Column> typed = new ArrayList<>();
    for (Column column : all.columns()) {
      ColumnType type = columns.get(column.attribute());
      typed.add(type == null ? column : column.byHand(type));
    }
    return new TableShape(target.key(), typed, target.options());
  }
}
