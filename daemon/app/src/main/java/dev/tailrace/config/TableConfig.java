package dev.tailrace.config;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.transform.AttributeRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table, or with a glob all tables whose names match.
 *
 * @param name the table's name; * and ? stand for other characters
 * @param streamArn instead of the name
 * @param backfill where the rows that are there already come from
 * @param target the warehouse table's name; the source's by default
 * @param include the only attributes that are kept, beside the key's
 * @param exclude attributes that are left out
 * @param rename attributes' new names, by their own
 * @param hash attributes of which only an HMAC-SHA-256 is kept
 * @param constant strings that every row gets, by column
 * @param columns the types of columns, by attribute, as it is called after renaming
 * @param routes further targets, each for the items that it is the first to match
 * @param layout for this table instead of sink.layout
 * @param deletes for this table instead of sink.deletes
 * @param expiries for this table instead of sink.expiries
 * @param history whether every version keeps a row; false
 */
public record TableConfig(
    Optional<String> name,
    Optional<String> streamArn,
    Optional<String> backfill,
    Optional<String> target,
    List<String> include,
    List<String> exclude,
    Map<String, String> rename,
    List<String> hash,
    Map<String, String> constant,
    ColumnsConfig columns,
    List<RouteConfig> routes,
    Optional<String> layout,
    Optional<String> deletes,
    Optional<String> expiries,
    boolean history) {
  /** Checks that the table is named one way, and that what is asked for is there. */
  @SuppressWarnings("NullAway") // Jackson passes null for what a file leaves out
  public TableConfig {
    if (name.isPresent() == streamArn.isPresent()) {
      throw new ConfigException("source.tables: each table has either a name or a stream-arn");
    }
    String kind = backfill.orElse("export");
    if (kind.equals("scan") || kind.equals("none")) {
      throw new ConfigException(
          "source.tables: backfill: %s is not built yet; leave it out to backfill from an export"
              .formatted(kind));
    }
    if (!kind.equals("export")) {
      throw new ConfigException("source.tables: backfill is export, not " + kind);
    }
    include = include == null ? List.of() : List.copyOf(include);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    rename = rename == null ? Map.of() : rename;
    hash = hash == null ? List.of() : List.copyOf(hash);
    constant = constant == null ? Map.of() : constant;
    columns = columns == null ? new ColumnsConfig(Map.of()) : columns;
    routes = routes == null ? List.of() : List.copyOf(routes);
    layout.ifPresent(Modes::layout);
    deletes.ifPresent(d -> Modes.deletes("deletes", d));
    expiries.ifPresent(d -> Modes.deletes("expiries", d));
    rules(include, exclude, rename, hash, constant);
  }

  /** The table's name or glob; out of the stream's ARN where that is given. */
  public String tableName() {
    return name.orElseGet(
        () -> streamArn.orElseThrow().replaceFirst("^.*:table/", "").replaceFirst("/.*$", ""));
  }

  /** What is done with attributes. */
  public AttributeRules rules() {
    return rules(include, exclude, rename, hash, constant);
  }

  private static AttributeRules rules(
      List<String> include,
      List<String> exclude,
      Map<String, String> rename,
      List<String> hash,
      Map<String, String> constant) {
    try {
      return new AttributeRules(set(include), set(exclude), rename, set(hash), constant);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("source.tables: " + e.getMessage());
    }
  }

  private static Set<String> set(List<String> names) {
    return new LinkedHashSet<>(names);
  }

  /** The types of columns that are set by hand. */
  public Map<String, ColumnType> columnTypes() {
    return columns.types();
  }

  /**
   * A target for some of a table's items.
   *
   * @param target the warehouse table's name
   * @param attribute the string attribute that is looked at, as it is called after renaming
   * @param prefix what it has to begin with
   * @param equals what it has to be, instead
   */
  public record RouteConfig(
      String target, String attribute, Optional<String> prefix, Optional<String> equals) {
    /** Checks that it compares one way. */
    public RouteConfig {
      Config.required("source.tables: routes: target", target);
      Config.required("source.tables: routes: attribute", attribute);
      if (prefix.isPresent() == equals.isPresent()) {
        throw new ConfigException(
            "source.tables: routes: the one to %s has either prefix or equals".formatted(target));
      }
    }
  }
}
