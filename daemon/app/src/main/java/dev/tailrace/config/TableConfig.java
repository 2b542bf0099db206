package dev.tailrace.config;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.transform.AttributeRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
    @Key(example = "orders") Optional<String> name,
    Optional<String> streamArn,
    Optional<String> backfill,
    Optional<String> target,
    @Key(example = "[status, total]") List<String> include,
    @Key(example = "[ssn]") List<String> exclude,
    @Key(example = "{old: new}") Map<String, String> rename,
    @Key(example = "[email]") List<String> hash,
    @Key(example = "{source: eu}") Map<String, String> constant,
    @Key(example = "{price: \"decimal(18,2)\"}") ColumnsConfig columns,
    @Key(example = "- {target: orders_eu, attribute: region, equals: eu}") List<RouteConfig> routes,
    Optional<String> layout,
    Optional<String> deletes,
    Optional<String> expiries,
    boolean history) {
  /** A table's name is 3 to 255 of these; a glob may be shorter. */
  private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.*?-]{1,255}");

  /** Checks that the table is named one way, and that what is asked for is there. */
  @SuppressWarnings("NullAway") // Jackson passes null for what a file leaves out
  public TableConfig {
    if (name.isPresent() == streamArn.isPresent()) {
      throw new ConfigException("", "a table has either a name or a stream-arn");
    }
    if (!TABLE.matcher(tableName(name, streamArn)).matches()) {
      throw new ConfigException(
          name.isPresent() ? "name" : "stream-arn",
          "the table's name has letters, digits, _ . and - alone, and * or ? where it is a glob");
    }
    String kind = backfill.orElse("export");
    if (kind.equals("scan") || kind.equals("none")) {
      throw new ConfigException(
          "backfill", kind + " is not built yet; leave it out to backfill from an export");
    }
    if (!kind.equals("export")) {
      throw new ConfigException("backfill", "is export, or left out");
    }
    include = include == null ? List.of() : List.copyOf(include);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    rename = rename == null ? Map.of() : rename;
    hash = hash == null ? List.of() : List.copyOf(hash);
    constant = constant == null ? Map.of() : constant;
    columns = columns == null ? new ColumnsConfig(Map.of()) : columns;
    routes = routes == null ? List.of() : List.copyOf(routes);
    if (!include.isEmpty() && !exclude.isEmpty()) {
      throw new ConfigException(
          "exclude",
          "stands beside include, which leaves out all others already; keep one of them");
    }
    layout.ifPresent(Modes::layout);
    deletes.ifPresent(d -> Modes.deletes("deletes", d));
    expiries.ifPresent(d -> Modes.deletes("expiries", d));
    rules(include, exclude, rename, hash, constant);
  }

  /** The table's name or glob; out of the stream's ARN where that is given. */
  public String tableName() {
    return tableName(name, streamArn);
  }

  private static String tableName(Optional<String> name, Optional<String> streamArn) {
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
      throw new ConfigException("", String.valueOf(e.getMessage()));
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
      @Key(required = true, example = "orders_eu") String target,
      @Key(required = true, example = "region") String attribute,
      Optional<String> prefix,
      Optional<String> equals) {
    /** Checks that it compares one way. */
    public RouteConfig {
      Config.required("target", target);
      Config.required("attribute", attribute);
      if (prefix.isPresent() == equals.isPresent()) {
        throw new ConfigException("", "a route has either prefix or equals");
      }
    }
  }
}
