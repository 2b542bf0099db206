package dev.tailrace.sink.snowflake;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes rows of the live table, {@code t}, into the shadow that is to replace it: those that the
 * source does not have any more, and that the table's options keep.
 */
final class CarryOver {
  private final Entry live;
  private final Entry shadow;

  CarryOver(Entry live, Entry shadow) {
    this.live = live;
    this.shadow = shadow;
  }

  /** The statement, if the options keep anything. */
  Optional<String> sql() {
    TableOptions options = shadow.shape().options();
    if (options.history()) {
      return Optional.of(versions());
    }
    if (options.deletes() == Deletes.HARD && !options.hasSoftDeletes()) {
      return Optional.empty();
    }
    return Optional.of(rows(options));
  }

  private String rows(TableOptions options) {
    String deleted = "t." + Sql.name(MetaColumn.DELETED);
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    copied(columns, values);
    for (MetaColumn column : shadow.shape().metadata()) {
      boolean marked = column == MetaColumn.DELETED && options.deletes() != Deletes.IGNORE;
      columns.add(Sql.name(column));
      values.add(marked ? "TRUE" : value(column));
    }
    return insert(columns, values)
        + " FROM %s AS t LEFT JOIN %s AS s ON %s WHERE s.%s IS NULL%s"
            .formatted(
                live.table().sql(),
                shadow.table().sql(),
                MergeSql.sameKey(shadow.shape(), true),
                Sql.name(MetaColumn.SYNCED_AT),
                options.deletes() == Deletes.HARD ? " AND " + deleted : "");
  }

  private String insert(List<String> columns, List<String> values) {
    return "INSERT INTO %s (%s) SELECT %s"
        .formatted(shadow.table().sql(), String.join(", ", columns), String.join(", ", values));
  }

  private String value(MetaColumn column) {
    return column == MetaColumn.OVERFLOW ? overflow() : "t." + Sql.name(column);
  }

  /** The overflow, with the values for which the shadow has no column of their type. */
  private String overflow() {
    String document = "t." + Sql.name(MetaColumn.OVERFLOW);
    List<String> members = new ArrayList<>();
    for (Column column : live.shape().columns()) {
      boolean same =
          shadow
              .shape()
              .column(column.attribute())
              .filter(c -> c.type().equals(column.type()))
              .isPresent();
      if (!same) {
        members.add(OverflowSql.member(column));
      }
    }
    return members.isEmpty() ? document : OverflowSql.with(document, members);
  }

  /** The columns of attributes that both tables have a column of one type for. */
  private void copied(List<String> columns, List<String> values) {
    for (Column column : shadow.shape().columns()) {
      Optional<Column> same =
          live.shape().column(column.attribute()).filter(c -> c.type().equals(column.type()));
      same.ifPresent(
          c -> {
            columns.add(Sql.name(column.name()));
            values.add("t." + Sql.name(c.name()));
          });
    }
  }

  private String versions() {
    boolean marks = shadow.shape().metadata().contains(MetaColumn.DELETED);
    String to = "t." + Sql.name(MetaColumn.VALID_TO);
    String open = to + " IS NULL" + (marks ? " AND NOT t." + Sql.name(MetaColumn.DELETED) : "");
    String end =
        "CASE WHEN s.\"begin\" IS NOT NULL THEN LEAST(COALESCE(%1$s, s.\"begin\"), s.\"begin\") WHEN %2$s THEN e.\"end\" ELSE %1$s END"
            .formatted(to, open);
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    copied(columns, values);
    for (MetaColumn column : shadow.shape().metadata()) {
      columns.add(Sql.name(column));
      values.add(column == MetaColumn.VALID_TO ? end : value(column));
    }
    return insert(columns, values)
        + " FROM %s AS t CROSS JOIN (SELECT COALESCE(MIN(%s), CAST(? AS TIMESTAMP_TZ(6))) AS \"end\" FROM %s WHERE %s IS NULL) AS e LEFT JOIN (%s) AS s ON %s WHERE s.\"begin\" IS NULL OR t.%2$s < s.\"begin\""
            .replace("%2$s", Sql.name(MetaColumn.COMMITTED_AT))
            .formatted(
                live.table().sql(),
                Sql.name(MetaColumn.COMMITTED_AT),
                shadow.table().sql(),
                Sql.name(MetaColumn.SEQUENCE),
                begins(),
                MergeSql.sameKey(shadow.shape(), true));
  }

  /** Of each key in the shadow, when its earliest version begins. */
  private String begins() {
    TableShape shape = shadow.shape();
    String overflow = Sql.name(MetaColumn.OVERFLOW);
    List<String> keys = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < shape.keyColumns().size(); i++) {
      String name = Sql.name(shape.keyColumns().get(i).name());
      keys.add(name);
      groups.add(name);
      KeyAttribute attribute = shape.key().attributes().get(i);
      if (attribute.type() == AttributeType.N) {
        groups.add("%s[%s]['N']::VARCHAR".formatted(overflow, Sql.text(attribute.name())));
      }
    }
    return "SELECT %s, ANY_VALUE(%s) AS %s, MIN(%s) AS \"begin\" FROM %s GROUP BY %s"
        .formatted(
            String.join(", ", keys),
            overflow,
            overflow,
            Sql.name(MetaColumn.COMMITTED_AT),
            shadow.table().sql(),
            String.join(", ", groups));
  }

  /** What the statement's question marks stand for, if it has any. */
  String[] parameters(String now) {
    return shadow.shape().options().history() ? new String[] {now} : new String[0];
  }
}
