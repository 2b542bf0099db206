package dev.tailrace.sink.postgres;

import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the values of a shadow's row go in the live table. A number whose column there can't hold
 * it goes to the overflow, in its one shortest form.
 */
final class Places {
  private static final int INT64_DIGITS = 19;

  private final PostgresDialect dialect = new PostgresDialect();
  private final TableShape live;
  private final TableShape shadow;

  Places(TableShape live, TableShape shadow) {
    this.live = live;
    this.shadow = shadow;
  }

  /** The type of the live table's column holds all that the shadow's does. */
  static boolean covers(ColumnType live, ColumnType shadow) {
    if (live.equals(shadow)) {
      return true;
    }
    Optional<ColumnType.Decimal> wide = digits(live);
    Optional<ColumnType.Decimal> narrow = digits(shadow);
    return wide.isPresent()
        && narrow.isPresent()
        && live instanceof ColumnType.Decimal
        && wide.get().scale() >= narrow.get().scale()
        && whole(wide.get()) >= whole(narrow.get());
  }

  /** Both are columns of exact numbers. */
  static boolean areNumbers(ColumnType one, ColumnType other) {
    return digits(one).isPresent() && digits(other).isPresent();
  }

  private static int whole(ColumnType.Decimal decimal) {
    return decimal.precision() - decimal.scale();
  }

  private static Optional<ColumnType.Decimal> digits(ColumnType type) {
    return switch (type) {
      case ColumnType.Int64 t -> Optional.of(new ColumnType.Decimal(INT64_DIGITS, 0));
      case ColumnType.Decimal d -> Optional.of(d);
      case ColumnType.Text t -> Optional.empty();
      case ColumnType.Bytes t -> Optional.empty();
      case ColumnType.Bool t -> Optional.empty();
      case ColumnType.Json t -> Optional.empty();
      case ColumnType.Timestamp t -> Optional.empty();
      case ColumnType.Float64 t -> Optional.empty();
    };
  }

  /**
   * An expression over a row of the shadow, called l, for each of the live table's columns, by its
   * name in quotes.
   *
   * @param emptied columns of the live table that hold no attribute any more
   */
  Map<String, String> values(List<Column> emptied) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> members = new ArrayList<>();
    for (Column to : live.columns()) {
      Optional<Column> from = shadow.column(to.attribute());
      values.put(Sql.name(to.name()), from.map(f -> value(f, to, members)).orElse(none(to)));
    }
    emptied.forEach(c -> values.put(Sql.name(c.name()), none(c)));
    for (MetaColumn column : shadow.metadata()) {
      String same = "l." + Sql.name(column);
      boolean joined = column == MetaColumn.OVERFLOW && !members.isEmpty();
      values.put(Sql.name(column), joined ? joined(same, members) : same);
    }
    return values;
  }

  /** Without the collation, which is not part of a type in a cast. */
  private String none(Column column) {
    return "CAST(NULL AS %s)".formatted(dialect.type(column.type()).replace(" COLLATE \"C\"", ""));
  }

  private String value(Column from, Column to, List<String> members) {
    String value = "l." + Sql.name(from.name());
    if (from.type().equals(to.type())) {
      return value;
    }
    String cast = "CAST(%s AS %s)".formatted(value, dialect.type(to.type()));
    if (covers(to.type(), from.type())) {
      return cast;
    }
    String fits = fits(value, to.type());
    Utf8Buffer name = new Utf8Buffer(64);
    JsonString.quote(from.attribute(), name);
    members.add(
        "CASE WHEN %1$s IS NULL OR %2$s THEN '' ELSE %3$s || '{\"N\":\"' || CAST(trim_scale(%1$s) AS VARCHAR) || '\"}' END"
            .formatted(value, fits, dialect.text("," + name + ":")));
    return "CASE WHEN %s THEN %s END".formatted(fits, cast);
  }

  private static String fits(String value, ColumnType to) {
    ColumnType.Decimal digits = digits(to).orElseThrow();
    return to instanceof ColumnType.Int64
        ? "(%1$s = trunc(%1$s) AND %1$s BETWEEN -9223372036854775808 AND 9223372036854775807)"
            .formatted(value)
        : "(%1$s = round(%1$s, %2$d) AND abs(%1$s) < 1e%3$d)"
            .formatted(value, digits.scale(), whole(digits));
  }

  private static String joined(String document, List<String> members) {
    String added = "(" + String.join(" || ", members) + ")";
    return "CASE WHEN %1$s = '' THEN %2$s WHEN %2$s IS NULL THEN '{' || substr(%1$s, 2) || '}' ELSE left(%2$s, length(%2$s) - 1) || %1$s || '}' END"
        .formatted(added, document);
  }
}
