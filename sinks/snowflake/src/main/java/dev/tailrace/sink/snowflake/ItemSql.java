package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SQL that makes rows of the items of a data file, which lie in a staging table as the export wrote
 * them: what {@link dev.tailrace.projection.Projector} does, value by value. Attributes have
 * numbers in it: those with a column come first, in the columns' order, then those without one.
 */
final class ItemSql {
  /** Of the rows, behind the table's own columns: how many values their columns could not hold. */
  static final String DRIFTED = Sql.name("_tailrace_staged_drifted");

  private static final int TERMS = 50;

  private static final String ITEM = "\"v\":\"Item\"";

  private final TableShape shape;
  private final List<String> unknown;

  /**
   * For one file.
   *
   * @param unknown the attributes in it that have no column and are not always NULL
   */
  ItemSql(TableShape shape, List<String> unknown) {
    this.shape = shape;
    this.unknown = shape.options().hasAttributeColumns() ? unknown : List.of();
  }

  /** Why SQL can't make rows of this shape that equal the Projector's, if there is a reason. */
  static Optional<String> refusal(TableShape shape) {
    for (Column column : shape.columns()) {
      String problem =
          switch (column.type()) {
            case ColumnType.Float64 t ->
                "is a double, which another program than this may round otherwise";
            case ColumnType.Timestamp t ->
                "is a time, of which SQL reads other texts than this program";
            default ->
                column.attribute().indexOf('\0') < 0 ? "" : "has a null character in its name";
          };
      if (!problem.isEmpty()) {
        return Optional.of("column " + column.name() + " " + problem);
      }
    }
    return Optional.empty();
  }

  /**
   * The attributes in a staging table that have no column: name, and whether any value of it is
   * something else than NULL.
   */
  static String unknownAttributes(TableShape shape, String staging, int limit) {
    String known =
        shape.columns().stream()
            .map(c -> ", " + Sql.text(c.attribute()))
            .collect(Collectors.joining());
    return "SELECT f.KEY, MAX(CASE WHEN f.VALUE:\"NULL\" IS NULL THEN 1 ELSE 0 END) FROM %s AS t, LATERAL FLATTEN(input => OBJECT_DELETE(t.%s::OBJECT%s)) AS f GROUP BY f.KEY LIMIT %d"
        .formatted(staging, ITEM, known, limit);
  }

  /** The definitions of a table that {@link #select} fills, in its order. */
  static String definitions(TableShape shape) {
    return Sql.definitions(shape) + ", " + DRIFTED + " NUMBER(9,0)";
  }

  /**
   * The query that makes rows.
   *
   * @param staging whose column {@code v} has a line of the file in each row
   */
  String select(String staging, Instant exportTime, Instant now) {
    return "SELECT %s FROM (%s)"
        .formatted(String.join(", ", row(exportTime, now)), remainders(values(typed(staging))));
  }

  private int known() {
    return shape.columns().size();
  }

  private String attribute(int index) {
    return index < known() ? shape.columns().get(index).attribute() : unknown.get(index - known());
  }

  private IntStream all() {
    return IntStream.range(0, known() + unknown.size());
  }

  private static String name(String letter, int index) {
    return "\"" + letter + index + "\"";
  }

  /** The typed value of each attribute, as {@code a}. */
  private String typed(String staging) {
    List<String> typed = new ArrayList<>();
    all()
        .forEach(
            i ->
                typed.add(
                    "GET(%s, %s) AS %s".formatted(ITEM, Sql.text(attribute(i)), name("a", i))));
    if (shape.metadata().contains(MetaColumn.DOCUMENT)) {
      typed.add(
          "PARSE_JSON(%s) AS \"document\""
              .formatted(PlainJsonFunction.call("'{\"M\":' || TO_JSON(" + ITEM + ") || '}'")));
    }
    return "SELECT " + String.join(", ", typed) + " FROM " + staging;
  }

  /** What each column holds, as {@code c}. */
  private String values(String typed) {
    String query = typed;
    List<NumberSql> numbers = numbers();
    for (int step = 0; !numbers.isEmpty() && step < numbers.getFirst().steps().size(); step++) {
      int current = step;
      query = adding(numbers.stream().map(n -> n.steps().get(current)).toList(), query);
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < known(); i++) {
      values.add(value(i, shape.columns().get(i).type()) + " AS " + name("c", i));
    }
    return adding(values, query);
  }

  private List<NumberSql> numbers() {
    List<NumberSql> numbers = new ArrayList<>();
    for (int i = 0; i < known(); i++) {
      ColumnType type = shape.columns().get(i).type();
      if (type instanceof ColumnType.Decimal || type instanceof ColumnType.Int64) {
        numbers.add(new NumberSql(i));
      }
    }
    return numbers;
  }

  private static String adding(List<String> columns, String query) {
    return "SELECT *, " + String.join(", ", columns) + " FROM (" + query + ")";
  }

  private static String value(int index, ColumnType type) {
    String typed = name("a", index);
    return switch (type) {
      case ColumnType.Text t -> typed + ":\"S\"::VARCHAR";
      case ColumnType.Bytes t -> "TO_BINARY(" + typed + ":\"B\"::VARCHAR, 'BASE64')";
      case ColumnType.Bool t -> typed + ":\"BOOL\"::BOOLEAN";
      case ColumnType.Int64 t -> new NumberSql(index).int64();
      case ColumnType.Decimal d -> new NumberSql(index).decimal(d.precision(), d.scale());
      case ColumnType.Json t ->
          "PARSE_JSON(" + PlainJsonFunction.call("TO_JSON(" + typed + ")") + ")";
      case ColumnType.Float64 t -> throw new IllegalArgumentException(type.toText());
      case ColumnType.Timestamp t -> throw new IllegalArgumentException(type.toText());
    };
  }

  /** What goes to the overflow, as {@code o}: what is there, is not NULL, and no column holds. */
  private String remainders(String values) {
    List<String> remainders = new ArrayList<>();
    all()
        .forEach(
            i ->
                remainders.add(
                    "CASE WHEN %s%s:\"NULL\" IS NULL THEN %s END AS %s"
                        .formatted(
                            i < known() ? name("c", i) + " IS NULL AND " : "",
                            name("a", i),
                            name("a", i),
                            name("o", i))));
    return adding(remainders, values);
  }

  private List<String> row(Instant exportTime, Instant now) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < known(); i++) {
      row.add(name("c", i));
    }
    for (MetaColumn column : shape.metadata()) {
      row.add(
          switch (column) {
            case SEQUENCE, VALID_TO, SHARD -> "NULL";
            case COMMITTED_AT -> time(exportTime);
            case SYNCED_AT -> time(now);
            case DELETED -> "FALSE";
            case DOCUMENT -> "\"document\"";
            case OVERFLOW -> overflow();
          });
    }
    row.add(drifted());
    return row;
  }

  /** A sum of sums, since long chains of operators nest deeper than parsers like. */
  private String drifted() {
    List<String> sums = new ArrayList<>();
    for (int from = 0; from < known(); from += TERMS) {
      sums.add(
          IntStream.range(from, Math.min(known(), from + TERMS))
              .mapToObj(i -> "NVL2(" + name("o", i) + ", 1, 0)")
              .collect(Collectors.joining(" + ", "(", ")")));
    }
    return String.join(" + ", sums);
  }

  private static String time(Instant instant) {
    return "'" + RowFile.time(instant) + "'::" + Sql.type(MetaColumn.COMMITTED_AT.type());
  }

  private String overflow() {
    return "CASE WHEN COALESCE(%s, NULL) IS NOT NULL THEN OBJECT_CONSTRUCT(%s)::VARIANT END"
        .formatted(
            all().mapToObj(i -> name("o", i)).collect(Collectors.joining(", ")),
            all()
                .mapToObj(i -> Sql.text(attribute(i)) + ", " + name("o", i))
                .collect(Collectors.joining(", ")));
  }
}
