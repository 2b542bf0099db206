package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a target table. The key's come first, in the key's order; behind all of them the
 * table has its {@link #metadata()}. Columns are added, and those of exact numbers widened, before
 * readers see the table; later they are only ever added.
 *
 * @param columns in the order of the table, metadata columns not among them
 */
public record TableShape(KeySchema key, List<Column> columns, TableOptions options) {
  /** With {@link TableOptions#DEFAULTS}. */
  public TableShape(KeySchema key, List<Column> columns) {
    this(key, columns, TableOptions.DEFAULTS);
  }

  /** Checks that the key leads and that names differ by more than capitals. */
  public TableShape {
    columns = List.copyOf(columns);
    List<String> leading =
        columns.stream().limit(key.attributes().size()).map(Column::attribute).toList();
    if (!leading.equals(key.names())) {
      throw new IllegalArgumentException(
          "the key %s does not lead the columns %s".formatted(key, columns));
    }
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(folded(column.name()))) {
        throw new IllegalArgumentException("two columns are named " + column.name());
      }
    }
  }

  /** As {@link #ofKey(KeySchema, TableOptions)}, with {@link TableOptions#DEFAULTS}. */
  public static TableShape ofKey(KeySchema key) {
    return ofKey(key, TableOptions.DEFAULTS);
  }

  /** The shape of a table of which nothing but its key is known. */
  public static TableShape ofKey(KeySchema key, TableOptions options) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    key.attributes().forEach(a -> types.put(a.name(), keyType(a.type())));
    return new TableShape(key, named(types, List.of()), options);
  }

  /** The metadata columns, which stand behind the columns when the table is made. */
  public List<MetaColumn> metadata() {
    return options.metadata();
  }

  /**
   * This shape with a column for each of {@code attributes} that has none, in their order; the
   * shape itself where its layout has no columns for attributes. A name that is taken, capitals
   * aside, gets a number behind it.
   */
  public TableShape with(Map<String, ColumnType> attributes) {
    Map<String, ColumnType> added = new LinkedHashMap<>(attributes);
    columns.forEach(c -> added.remove(c.attribute()));
    if (added.isEmpty() || !options.hasAttributeColumns()) {
      return this;
    }
    List<Column> all = new ArrayList<>(columns);
    all.addAll(named(added, columns));
    return new TableShape(key, all, options);
  }

  /** This shape with other types for the columns of the attributes in {@code types}. */
  public TableShape retyped(Map<String, ColumnType> types) {
    if (types.isEmpty()) {
      return this;
    }
    List<Column> retyped = new ArrayList<>();
    for (Column c : columns) {
      ColumnType type = types.getOrDefault(c.attribute(), c.type());
      retyped.add(new Column(c.attribute(), c.name(), type, c.byHand()));
    }
    return new TableShape(key, retyped, options);
  }

  /** The column of an attribute. */
  public Optional<Column> column(String attribute) {
    return columns.stream().filter(c -> c.attribute().equals(attribute)).findFirst();
  }

  /** The columns of the key, in its order. */
  public List<Column> keyColumns() {
    return columns.subList(0, key.attributes().size());
  }

  /** The same key and no other column: the shape of a delete. */
  public TableShape keyOnly() {
    return new TableShape(key, keyColumns(), options);
  }

  private static ColumnType keyType(AttributeType type) {
    return switch (type) {
      case S -> new ColumnType.Text();
      case B -> new ColumnType.Bytes();
      case N -> new ColumnType.Decimal(38, 0);
      case BOOL, NULL, M, L, SS, NS, BS ->
          throw new IllegalArgumentException("not a key's type: " + type);
    };
  }

  private static List<Column> named(Map<String, ColumnType> attributes, List<Column> before) {
    Set<String> taken = new HashSet<>();
    before.forEach(c -> taken.add(folded(c.name())));
    List<Column> named = new ArrayList<>();
    attributes.forEach(
        (attribute, type) -> named.add(new Column(attribute, free(attribute, taken), type)));
    return named;
  }

  private static String free(String attribute, Set<String> taken) {
    // No SQL has a way to write a name with a null character in it.
    String writable = attribute.replace('\0', '_');
    String own = folded(writable).startsWith(MetaColumn.PREFIX) ? "attribute" + writable : writable;
    String name = own;
    for (int i = 2; !taken.add(folded(name)); i++) {
      name = own + "_" + i;
    }
    return name;
  }

  /**
   * Warehouses that fold names fold more than ASCII; the root locale keeps it the same everywhere.
   */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
