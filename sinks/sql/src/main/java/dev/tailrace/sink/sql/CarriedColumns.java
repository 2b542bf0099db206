package dev.tailrace.sink.sql;

import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How rows of one table, called l, become rows of another that was made for the same items at
 * another time. An attribute may have a column of another type there, or none for lack of room; its
 * value then goes to the overflow.
 */
final class CarriedColumns {
  private final Dialect dialect;
  private final TableShape from;
  private final TableShape to;

  CarriedColumns(Dialect dialect, TableShape from, TableShape to) {
    this.dialect = dialect;
    this.from = from;
    this.to = to;
  }

  /**
   * The beginning of a statement, up to its FROM.
   *
   * @param other expressions for metadata that does not stay as it is
   */
  String insertSql(TableName table, Map<MetaColumn, String> other) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    List<String> members = new ArrayList<>();
    for (Column column : from.columns()) {
      String value = "l." + Sql.name(column.name());
      Optional<Column> place =
          to.column(column.attribute()).filter(c -> c.type().equals(column.type()));
      if (place.isPresent()) {
        names.add(Sql.name(place.get().name()));
        values.add(value);
      } else {
        members.add(member(column, value));
      }
    }
    String document = "l." + Sql.name(MetaColumn.OVERFLOW);
    String overflow = members.isEmpty() ? document : joined(document, members);
    for (MetaColumn column : to.metadata()) {
      names.add(Sql.name(column));
      String same = column == MetaColumn.OVERFLOW ? overflow : "l." + Sql.name(column);
      values.add(other.getOrDefault(column, same));
    }
    return "INSERT INTO %s (%s) SELECT %s"
        .formatted(table.sql(), String.join(", ", names), String.join(", ", values));
  }

  /** A member of an overflow document with a comma in front; nothing where there is no value. */
  private String member(Column column, String value) {
    Utf8Buffer name = new Utf8Buffer(64);
    JsonString.quote(column.attribute(), name);
    return "CASE WHEN %s IS NULL THEN '' ELSE %s || %s END"
        .formatted(value, dialect.text("," + name + ":"), dynamoJson(column.type(), value));
  }

  /** The document with more members; the document itself where there are none. */
  private String joined(String document, List<String> members) {
    String added = members.stream().collect(Collectors.joining(" || ", "(", ")"));
    String text = dialect.overflowText(document);
    String whole =
        "CASE WHEN %1$s IS NULL THEN '{' || substr(%2$s, 2) ELSE left(%3$s, length(%3$s) - 1) || %2$s END || '}'"
            .formatted(document, added, text);
    return "CASE WHEN %s = '' THEN %s ELSE %s END"
        .formatted(added, document, dialect.overflow(whole));
  }

  private String dynamoJson(ColumnType type, String value) {
    String text = "CAST(" + value + " AS VARCHAR)";
    return switch (type) {
      case ColumnType.Bool t -> "'{\"BOOL\":' || lower(" + text + ") || '}'";
      case ColumnType.Int64 t -> number(text);
      case ColumnType.Float64 t -> number(text);
      case ColumnType.Decimal t -> number(text);
      case ColumnType.Bytes t -> "'{\"B\":\"' || " + dialect.base64(value) + " || '\"}'";
      case ColumnType.Text t -> string(text);
      // What it was read from is not known any more; its text says all the same.
      case ColumnType.Json t -> string(text);
      case ColumnType.Timestamp t -> string(text);
    };
  }

  private static String number(String text) {
    return "'{\"N\":\"' || " + text + " || '\"}'";
  }

  private String string(String text) {
    return "'{\"S\":' || " + dialect.jsonString(text) + " || '}'";
  }
}
