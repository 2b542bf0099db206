package dev.tailrace.sink.snowflake;

import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import java.util.List;

/** SQL that puts the values of columns of a table {@code t} into an overflow document. */
final class OverflowSql {
  private OverflowSql() {}

  /** The document, or NULL, with further members; as it is where none of them has a value. */
  static String with(String document, List<String> members) {
    String added = "(" + String.join(" || ", members) + ")";
    String open =
        "CASE WHEN %1$s IS NULL THEN '{' || SUBSTR(%2$s, 2) ELSE LEFT(TO_JSON(%1$s), LENGTH(TO_JSON(%1$s)) - 1) || %2$s END"
            .formatted(document, added);
    return "CASE WHEN %s = '' THEN %s ELSE PARSE_JSON(%s || '}') END"
        .formatted(added, document, open);
  }

  /** The text of a member with a comma in front; nothing where the column has no value. */
  static String member(Column column) {
    String value = "t." + Sql.name(column.name());
    Utf8Buffer name = new Utf8Buffer(64);
    JsonString.quote(column.attribute(), name);
    return "CASE WHEN %s IS NULL THEN '' ELSE %s || %s END"
        .formatted(value, Sql.text("," + name + ":"), dynamoJson(column.type(), value));
  }

  private static String dynamoJson(ColumnType type, String value) {
    return switch (type) {
      case ColumnType.Bool t -> "'{\"BOOL\":' || LOWER(" + value + "::VARCHAR) || '}'";
      case ColumnType.Int64 t -> number(value);
      case ColumnType.Decimal t -> number(value);
      case ColumnType.Float64 t -> number(value);
      case ColumnType.Bytes t -> "'{\"B\":\"' || BASE64_ENCODE(" + value + ") || '\"}'";
      case ColumnType.Text t -> string(value);
      // What it was read from is not known any more; its text says all the same.
      case ColumnType.Json t -> string("TO_JSON(" + value + ")");
      case ColumnType.Timestamp t -> string(value + "::VARCHAR");
    };
  }

  private static String number(String value) {
    return "'{\"N\":\"' || " + value + "::VARCHAR || '\"}'";
  }

  private static String string(String text) {
    return "'{\"S\":' || TO_JSON(TO_VARIANT(" + text + ")) || '}'";
  }
}
