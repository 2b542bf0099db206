package dev.tailrace.sink.postgres;

import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.KeyMatch;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements that make a live table's rows, called t, those of a shadow, called s, and leave
 * rows alone that are so already. What a row says of where it comes from may differ: a row that an
 * export brings again stays as the change made it that it came with. Pure text.
 */
final class DifferenceSql {
  private static final Set<String> ORIGIN =
      Set.of(
          Sql.name(MetaColumn.SEQUENCE),
          Sql.name(MetaColumn.COMMITTED_AT),
          Sql.name(MetaColumn.SYNCED_AT),
          Sql.name(MetaColumn.SHARD));

  private final TableName live;
  private final TableName shadow;
  private final TableShape shape;
  private final Map<String, String> values;
  private final KeyMatch keys;

  /**
   * For tables with the key and the options of {@code shape}.
   *
   * @param values see {@link Places#values}
   */
  DifferenceSql(TableName live, TableName shadow, TableShape shape, Map<String, String> values) {
    this.live = live;
    this.shadow = shadow;
    this.shape = shape;
    this.values = values;
    this.keys = new KeyMatch(new PostgresDialect(), shape);
  }

  List<String> statements() {
    List<String> statements = new ArrayList<>();
    if (shape.options().history()) {
      statements.addAll(deletes(source(), List.of(sameVersion())));
      statements.addAll(inserts(List.of(sameVersion())));
    } else {
      statements.addAll(deletes(shadow.sql(), List.of()));
      statements.addAll(updates());
      statements.addAll(inserts(List.of()));
    }
    return statements;
  }

  /** Whether both tables have as many rows, as true or false. */
  String sameCount() {
    return "SELECT (SELECT count(*) FROM %s) = (SELECT count(*) FROM %s)"
        .formatted(live.sql(), shadow.sql());
  }

  /** Replaces all rows, alike or not. */
  List<String> all() {
    return List.of("DELETE FROM " + live.sql(), insert());
  }

  private List<String> deletes(String others, List<String> further) {
    return List.of(
        delete("NOT " + keys.someAbsent("t."), others, keys.plain("t", "s"), further),
        delete(keys.someAbsent("t."), others, keys.overflowing("t", "s"), further));
  }

  private String delete(String of, String others, List<String> same, List<String> further) {
    return "DELETE FROM %s AS t WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS s WHERE %s)"
        .formatted(live.sql(), of, others, all(same, further));
  }

  private List<String> updates() {
    String sets =
        values.keySet().stream()
            .map(c -> "%1$s = s.%1$s".formatted(c))
            .collect(Collectors.joining(", "));
    String sequence = Sql.name(MetaColumn.SEQUENCE);
    String differs =
        "(%s IS DISTINCT FROM %s OR (s.%3$s <> '0' AND s.%3$s IS DISTINCT FROM t.%3$s))"
            .formatted(row("t", ORIGIN), row("s", ORIGIN), sequence);
    return List.of(keys.plain("t", "s"), keys.overflowing("t", "s")).stream()
        .map(
            same ->
                "UPDATE %s AS t SET %s FROM %s AS s WHERE %s"
                    .formatted(live.sql(), sets, source(), all(same, List.of(differs))))
        .toList();
  }

  private List<String> inserts(List<String> further) {
    return List.of(
        insert("NOT " + keys.someAbsent("s."), keys.plain("t", "s"), further),
        insert(keys.someAbsent("s."), keys.overflowing("t", "s"), further));
  }

  private String insert(String of, List<String> same, List<String> further) {
    return "%s WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS t WHERE %s)"
        .formatted(insert(), of, live.sql(), all(same, further));
  }

  private String insert() {
    return "INSERT INTO %s (%s) SELECT %s FROM %s AS s"
        .formatted(
            live.sql(),
            String.join(", ", values.keySet()),
            values.keySet().stream().map(c -> "s." + c).collect(Collectors.joining(", ")),
            source());
  }

  /** The shadow's rows as the live table would hold them. */
  private String source() {
    return values.entrySet().stream()
        .map(e -> e.getValue() + " AS " + e.getKey())
        .collect(Collectors.joining(", ", "(SELECT ", " FROM " + shadow.sql() + " AS l)"));
  }

  /** Of versions everything counts but when they were written. */
  private String sameVersion() {
    Set<String> written = Set.of(Sql.name(MetaColumn.SYNCED_AT));
    return "t.%1$s = s.%1$s AND %2$s IS NOT DISTINCT FROM %3$s"
        .formatted(Sql.name(MetaColumn.COMMITTED_AT), row("t", written), row("s", written));
  }

  private String row(String alias, Set<String> without) {
    return values.keySet().stream()
        .filter(c -> !without.contains(c))
        .map(c -> alias + "." + c)
        .collect(Collectors.joining(", ", "ROW(", ")"));
  }

  private static String all(List<String> same, List<String> further) {
    List<String> all = new ArrayList<>(same);
    all.addAll(further);
    return String.join(" AND ", all);
  }
}
