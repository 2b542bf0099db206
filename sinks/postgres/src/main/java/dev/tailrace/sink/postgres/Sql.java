package dev.tailrace.sink.postgres;

import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import java.nio.charset.StandardCharsets;

/** Names, values and types as they are written in Postgres's SQL. */
final class Sql {
  private static final String DECIMAL = "decimal";

  private Sql() {}

  /** A name in quotes, so that capitals are kept and reserved words and odd characters allowed. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A string as a literal, whatever the server's setting for backslashes. */
  static String text(String value) {
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** The type of a table's column. Text is compared by its bytes, as DynamoDB compares it. */
  static String type(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "text COLLATE \"C\"";
      case ColumnType.Bytes t -> "bytea";
      case ColumnType.Bool t -> "boolean";
      case ColumnType.Int64 t -> "bigint";
      case ColumnType.Decimal d -> "numeric(%d,%d)".formatted(d.precision(), d.scale());
      case ColumnType.Json t -> "jsonb";
      case ColumnType.Timestamp t -> "timestamptz";
    };
  }

  /**
   * The type of a metadata column. The overflow document is text: it holds what Postgres's own JSON
   * types can't, such as a null character.
   */
  static String type(MetaColumn column) {
    return column == MetaColumn.OVERFLOW ? type(new ColumnType.Text()) : type(column.type());
  }

  /** A type as the state table of columns keeps it. */
  static String stored(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "text";
      case ColumnType.Bytes t -> "bytes";
      case ColumnType.Bool t -> "bool";
      case ColumnType.Int64 t -> "int64";
      case ColumnType.Decimal d -> "%s(%d,%d)".formatted(DECIMAL, d.precision(), d.scale());
      case ColumnType.Json t -> "json";
      case ColumnType.Timestamp t -> "timestamp";
    };
  }

  /** Reads what {@link #stored(ColumnType)} wrote. */
  static ColumnType type(String stored) {
    return switch (stored) {
      case "text" -> new ColumnType.Text();
      case "bytes" -> new ColumnType.Bytes();
      case "bool" -> new ColumnType.Bool();
      case "int64" -> new ColumnType.Int64();
      case "json" -> new ColumnType.Json();
      case "timestamp" -> new ColumnType.Timestamp();
      default -> decimal(stored);
    };
  }

  private static ColumnType decimal(String stored) {
    int comma = stored.indexOf(',');
    if (!stored.startsWith(DECIMAL + "(") || comma < 0 || !stored.endsWith(")")) {
      throw new IllegalStateException("tailrace.columns holds an unknown type: " + stored);
    }
    int precision = Integer.parseInt(stored.substring(DECIMAL.length() + 1, comma));
    int scale = Integer.parseInt(stored.substring(comma + 1, stored.length() - 1));
    return new ColumnType.Decimal(precision, scale);
  }

  /**
   * An attribute's name as the state table of columns keeps it: the content of a JSON string, since
   * a name may hold a null character and Postgres's text may not.
   */
  static String storedAttribute(String attribute) {
    byte[] utf8 = attribute.getBytes(StandardCharsets.UTF_8);
    Utf8Buffer out = new Utf8Buffer(utf8.length);
    JsonString.escape(utf8, 0, utf8.length, out);
    return out.toString();
  }

  /** Reads what {@link #storedAttribute} wrote. */
  static String attribute(String stored) {
    byte[] utf8 = stored.getBytes(StandardCharsets.UTF_8);
    return new String(JsonString.unescaped(utf8, 0, utf8.length), StandardCharsets.UTF_8);
  }
}
