package dev.tailrace.sink.duckdb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.sink.sql.Dialect;
import java.util.List;
import java.util.Locale;

/**
 * DuckDB's SQL. The tables of state have no primary keys: DuckDB checks those against rows that the
 * same transaction has deleted, and the compare-and-sets under the commit lock keep rows unique.
 */
final class DuckDbDialect implements Dialect {
  @Override
  public String type(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "VARCHAR";
      case ColumnType.Bytes t -> "BLOB";
      case ColumnType.Bool t -> "BOOLEAN";
      case ColumnType.Int64 t -> "BIGINT";
      case ColumnType.Decimal d -> "DECIMAL(%d,%d)".formatted(d.precision(), d.scale());
      case ColumnType.Json t -> "JSON";
      case ColumnType.Timestamp t -> "TIMESTAMPTZ";
      case ColumnType.Float64 t -> "DOUBLE";
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
      case ColumnType.Float64 t -> carrier;
    };
  }

  @Override
  public String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** Names are those of one thing whatever their capitals, even in quotes. */
  @Override
  public String isName(String column) {
    return "lower(" + column + ") = lower(?)";
  }

  @Override
  public String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String existsSql() {
    return "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database()"
        + " AND lower(table_schema) = lower(?) AND lower(table_name) = lower(?)";
  }

  /** Numbers alone: a fraction, or more than 38 digits before the point. */
  @Override
  public boolean mayOverflow(KeySchema key) {
    return key.attributes().stream().anyMatch(a -> a.type() == AttributeType.N);
  }

  @Override
  public List<String> sameOverflowingKey(KeySchema key, String one, String other) {
    return key.attributes().stream()
        .filter(a -> a.type() == AttributeType.N)
        .map(
            a ->
                "json_extract_string(%1$s, %3$s) IS NOT DISTINCT FROM json_extract_string(%2$s, %3$s)"
                    .formatted(one, other, pointerToNumber(a.name())))
        .toList();
  }

  /** The place of an attribute's N in a document of DynamoDB JSON, as a JSON pointer literal. */
  private String pointerToNumber(String attribute) {
    return text("/" + attribute.replace("~", "~0").replace("/", "~1") + "/N");
  }

  @Override
  public String jsonString(String text) {
    return "CAST(to_json(" + text + ") AS VARCHAR)";
  }

  @Override
  public String base64(String bytes) {
    return "to_base64(" + bytes + ")";
  }

  @Override
  public String overflow(String text) {
    return "CAST(" + text + " AS JSON)";
  }
}
