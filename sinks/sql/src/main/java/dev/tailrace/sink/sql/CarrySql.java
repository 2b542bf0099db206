package dev.tailrace.sink.sql;

import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The statements of {@link CarryOver}. The live table is called l, the shadow t. */
public final class CarrySql {
  private static final String LIVE = "l.";
  private static final String COMMITTED_AT = Sql.name(MetaColumn.COMMITTED_AT);
  private static final String VALID_TO = Sql.name(MetaColumn.VALID_TO);
  private static final String DELETED = Sql.name(MetaColumn.DELETED);
  private static final String FIRST_AT = Sql.name(MetaColumn.PREFIX + "first_at");
  private static final String FIRST = LIVE + FIRST_AT;

  private final Dialect dialect;
  private final TableName live;
  private final TableName shadow;
  private final TableOptions options;
  private final TableShape to;
  private final KeyMatch keys;
  private final CarriedColumns columns;

  /** From a live table to a shadow with the same key and options. */
  public CarrySql(
      Dialect dialect, TableName live, TableShape from, TableName shadow, TableShape to) {
    this.dialect = dialect;
    this.live = live;
    this.shadow = shadow;
    this.options = to.options();
    this.to = to;
    this.keys = new KeyMatch(dialect, to);
    this.columns = new CarriedColumns(dialect, from, to);
  }

  /**
   * What carries rows of a table without a history: one statement for the keys that are in their
   * columns, one for others where there may be any.
   */
  public List<String> rows() {
    Map<MetaColumn, String> other =
        options.hasSoftDeletes() && options.deletes() != Deletes.IGNORE
            ? Map.of(MetaColumn.DELETED, "TRUE")
            : Map.of();
    String kept = options.deletes() == Deletes.HARD ? LIVE + DELETED + " AND " : "";
    String insert = columns.insertSql(shadow, other);
    List<String> statements = new ArrayList<>();
    statements.add(missing(insert, kept + "NOT " + keys.someAbsent(LIVE), keys.plain("t", "l")));
    if (dialect.mayOverflow(to.key())) {
      statements.add(missing(insert, kept + keys.someAbsent(LIVE), keys.overflowing("t", "l")));
    }
    return statements;
  }

  private String missing(String insert, String ofLive, List<String> same) {
    return "%s FROM %s AS l WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS t WHERE %s)"
        .formatted(insert, live.sql(), ofLive, shadow.sql(), String.join(" AND ", same));
  }

  /** From when on the shadow table knows of every item; NULL where nothing was loaded. */
  public String endOfMissing() {
    return "SELECT min(%s) FROM %s WHERE %s IS NULL"
        .formatted(COMMITTED_AT, shadow.sql(), Sql.name(MetaColumn.SEQUENCE));
  }

  /**
   * What carries versions: what was before the shadow's first version of a key, cut off where that
   * begins. A key that the shadow lacks was deleted at some time that nobody knows, before the one
   * parameter; it is what {@link #endOfMissing} told before.
   */
  public List<String> versions() {
    String deleted = options.hasSoftDeletes() ? " AND NOT l." + DELETED : "";
    String validTo =
        "CASE WHEN %1$s IS NULL THEN CASE WHEN l.%2$s IS NULL%3$s THEN CAST(? AS %4$s) ELSE l.%2$s END WHEN l.%2$s < %1$s THEN l.%2$s ELSE %1$s END"
            .formatted(FIRST, VALID_TO, deleted, dialect.type(MetaColumn.VALID_TO));
    String insert = columns.insertSql(shadow, Map.of(MetaColumn.VALID_TO, validTo));
    List<String> sources = new ArrayList<>();
    sources.add(versionsByColumns());
    if (dialect.mayOverflow(to.key())) {
      sources.add(versionsByOverflow());
    }
    return sources.stream()
        .map(
            s ->
                "%s FROM (%s) AS l WHERE %3$s IS NULL OR l.%4$s < %3$s"
                    .formatted(insert, s, FIRST, COMMITTED_AT))
        .toList();
  }

  /** The live table's rows, each with the time of the shadow's first version of its key. */
  private String versionsByColumns() {
    String names =
        to.keyColumns().stream().map(c -> Sql.name(c.name())).collect(Collectors.joining(", "));
    return "SELECT l.*, t.first_at AS %s FROM %s AS l LEFT JOIN (SELECT %3$s, min(%4$s) AS first_at FROM %5$s GROUP BY %3$s) AS t ON %6$s WHERE NOT %7$s"
        .formatted(
            FIRST_AT,
            live.sql(),
            names,
            COMMITTED_AT,
            shadow.sql(),
            String.join(" AND ", keys.plain("t", "l")),
            keys.someAbsent(LIVE));
  }

  private String versionsByOverflow() {
    return "SELECT l.*, (SELECT min(t.%s) FROM %s AS t WHERE %s) AS %s FROM %s AS l WHERE %s"
        .formatted(
            COMMITTED_AT,
            shadow.sql(),
            String.join(" AND ", keys.overflowing("t", "l")),
            FIRST_AT,
            live.sql(),
            keys.someAbsent(LIVE));
  }
}
