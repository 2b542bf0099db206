package dev.tailrace.sink.duckdb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Appends and merges rows into one table, within the session's transaction.
 *
 * <p>A merge deletes every row that has the key of a change, then inserts the new images. A number
 * that is a key and that its column can't hold (a fraction, or more than 38 digits before the
 * point) is in the row's overflow document, in its canonical text, with the column NULL; such rows
 * are found by that text, in a statement of their own, when a batch has any.
 */
final class TableWriter {
  private final Session session;
  private final TableName table;

  TableWriter(Session session, TableName table) {
    this.session = session;
    this.table = table;
  }

  /** Merges changes in order, of each key the last, and returns the shape the table then has. */
  TableShape merge(Catalogue catalogue, TableShape shape, List<Change> changes, Instant syncedAt)
      throws SQLException {
    Map<ItemKey, Change> last = new LinkedHashMap<>();
    changes.forEach(c -> last.put(c.key(), c));
    List<Change> upserts = last.values().stream().filter(c -> c instanceof Change.Upsert).toList();
    List<Change> deletes = last.values().stream().filter(c -> c instanceof Change.Delete).toList();
    long micros = ItemRows.micros(syncedAt);
    TableShape wide = shape;
    Projection images = new Projection(shape, upserts, micros);
    if (!images.unknown().isEmpty()) {
      wide = catalogue.widen(table, shape, images.unknown());
      images = new Projection(wide, upserts, micros);
    }
    Projection keys = new Projection(shape.keyOnly(), deletes, micros);
    delete(images, keys);
    if (!images.isEmpty()) {
      append(images.rows(), wide);
    }
    return wide;
  }

  /** Appends rows that have the columns of {@link ItemRows#types}. */
  void append(RowSource rows, TableShape shape) throws SQLException {
    try (RowFeed feed = session.feed(rows)) {
      session.execute(insertSql(table, shape, feed.sql()));
    }
  }

  static String insertSql(TableName table, TableShape shape, String from) {
    List<String> names =
        Stream.concat(
                shape.columns().stream().map(c -> Sql.name(c.name())),
                ItemRows.META.stream().map(c -> Sql.name(c.columnName())))
            .toList();
    List<ColumnType> types = ItemRows.types(shape);
    String values =
        IntStream.range(0, types.size())
            .mapToObj(i -> Sql.carried(types.get(i), "c" + i))
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (%s) SELECT %s FROM %s"
        .formatted(table.sql(), String.join(", ", names), values, from);
  }

  private void delete(Projection images, Projection keys) throws SQLException {
    List<Projection> sides = Stream.of(images, keys).filter(p -> !p.isEmpty()).toList();
    if (sides.isEmpty()) {
      return;
    }
    run(sides, false);
    if (sides.stream().anyMatch(Projection::hasKeyInOverflow)) {
      run(sides, true);
    }
  }

  private void run(List<Projection> sides, boolean keyInOverflow) throws SQLException {
    List<RowFeed> feeds = new ArrayList<>();
    try {
      List<String> parts = new ArrayList<>();
      for (Projection side : sides) {
        RowFeed feed = session.feed(side.rows());
        feeds.add(feed);
        parts.add(keysSql(side.shape(), feed.sql()));
      }
      TableShape shape = sides.getFirst().shape();
      session.execute(deleteSql(table, shape, String.join(" UNION ALL ", parts), keyInOverflow));
    } finally {
      feeds.forEach(RowFeed::close);
    }
  }

  /** The key columns and the overflow, named k0, k1 and overflow. */
  static String keysSql(TableShape shape, String from) {
    List<ColumnType> types = ItemRows.types(shape);
    int overflow = shape.columns().size() + ItemRows.META.indexOf(MetaColumn.OVERFLOW);
    String keys =
        IntStream.range(0, shape.key().attributes().size())
            .mapToObj(i -> Sql.carried(types.get(i), "c" + i) + " AS k" + i)
            .collect(Collectors.joining(", "));
    return "SELECT %s, c%d AS overflow FROM %s".formatted(keys, overflow, from);
  }

  static String deleteSql(TableName table, TableShape shape, String keys, boolean keyInOverflow) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < shape.key().attributes().size(); i++) {
      String column = "t." + Sql.name(shape.columns().get(i).name());
      String operator = keyInOverflow ? " IS NOT DISTINCT FROM " : " = ";
      conditions.add(column + operator + "s.k" + i);
    }
    if (keyInOverflow) {
      for (KeyAttribute attribute : shape.key().attributes()) {
        numberInOverflow(attribute).ifPresent(conditions::add);
      }
      conditions.add(
          IntStream.range(0, shape.key().attributes().size())
              .mapToObj(i -> "s.k" + i + " IS NULL")
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    return "DELETE FROM %s AS t USING (%s) AS s WHERE %s"
        .formatted(table.sql(), keys, String.join(" AND ", conditions));
  }

  private static Optional<String> numberInOverflow(KeyAttribute attribute) {
    if (attribute.type() != AttributeType.N) {
      return Optional.empty();
    }
    String pointer = Sql.pointerToNumber(attribute.name());
    return Optional.of(
        "json_extract_string(t.%s, %s) IS NOT DISTINCT FROM json_extract_string(s.overflow, %s)"
            .formatted(Sql.name(MetaColumn.OVERFLOW.columnName()), pointer, pointer));
  }
}
