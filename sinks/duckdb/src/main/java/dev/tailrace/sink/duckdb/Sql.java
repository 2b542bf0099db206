package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.ColumnType;

/** Names, values and types as they are written in DuckDB's SQL. */
final class Sql {
  private static final String DECIMAL = "decimal";

  private Sql() {}

  /** A name in quotes, so that capitals are kept and reserved words and odd characters allowed. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A string as a literal. */
  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** The type of a table's column. */
  static String type(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "VARCHAR";
      case ColumnType.Bytes t -> "BLOB";
      case ColumnType.Bool t -> "BOOLEAN";
      case ColumnType.Int64 t -> "BIGINT";
      case ColumnType.Decimal d -> "DECIMAL(%d,%d)".formatted(d.precision(), d.scale());
      case ColumnType.Json t -> "JSON";
      case ColumnType.Timestamp t -> "TIMESTAMPTZ";
    };
  }

  /**
   * The value of a table's column, out of the column of a {@link RowFunction} that carries it: a
   * table function has neither BLOB nor JSON, and writes 64-bit integers quickest.
   */
  static String carried(ColumnType type, String carrier) {
    return switch (type) {
      case ColumnType.Bytes t -> "from_base64(" + carrier + ")";
      case ColumnType.Json t -> carrier + "::JSON";
      case ColumnType.Timestamp t -> "make_timestamptz(" + carrier + ")";
      case ColumnType.Text t -> carrier;
      case ColumnType.Bool t -> carrier;
      case ColumnType.Int64 t -> carrier;
      case ColumnType.Decimal t -> carrier;
    };
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

  /** Reads what {@link #stored} wrote. */
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

  /** The place of an attribute's N in a document of DynamoDB JSON, as a JSON pointer literal. */
  static String pointerToNumber(String attribute) {
    return text("/" + attribute.replace("~", "~0").replace("/", "~1") + "/N");
  }
}
