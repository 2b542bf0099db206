package dev.tailrace.sink.sql;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import java.util.List;

/**
 * Amazon Redshift's SQL, as its documentation has it. Its statements are golden files of the tests,
 * and none of them has been run on a real cluster.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html">SQL
 *     commands</a>
 */
public final class RedshiftDialect implements Dialect {
  /** The longest VARCHAR, in bytes; a longer text goes to the overflow. */
  public static final int MOST_TEXT_BYTES = 65_535;

  @Override
  public String type(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "VARCHAR(" + MOST_TEXT_BYTES + ")";
      case ColumnType.Bytes t -> "VARBYTE(1024000)";
      case ColumnType.Bool t -> "BOOLEAN";
      case ColumnType.Int64 t -> "BIGINT";
      case ColumnType.Decimal d -> "DECIMAL(%d,%d)".formatted(d.precision(), d.scale());
      case ColumnType.Json t -> "SUPER";
      case ColumnType.Timestamp t -> "TIMESTAMPTZ";
      case ColumnType.Float64 t -> "DOUBLE PRECISION";
    };
  }

  @Override
  public String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public String existsSql() {
    return "SELECT 1 FROM svv_all_tables WHERE database_name = current_database()"
        + " AND schema_name = ? AND table_name = ?";
  }

  /** There is no IS NOT DISTINCT FROM. */
  @Override
  public String notDistinct(String one, String other) {
    return "(%1$s = %2$s OR (%1$s IS NULL AND %2$s IS NULL))".formatted(one, other);
  }

  @Override
  public boolean mayOverflow(KeySchema key) {
    return key.attributes().stream().anyMatch(a -> a.type() == AttributeType.N);
  }

  @Override
  public List<String> sameOverflowingKey(KeySchema key, String one, String other) {
    return key.attributes().stream()
        .filter(a -> a.type() == AttributeType.N)
        .map(a -> notDistinct(number(one, a.name()), number(other, a.name())))
        .toList();
  }

  private static String number(String document, String attribute) {
    return "CAST(%s.%s.\"N\" AS VARCHAR)".formatted(document, Sql.name(attribute));
  }

  /** A DELETE has no other name for its table. */
  @Override
  public String deleted(TableName table) {
    return Sql.name(table.name());
  }

  @Override
  public String delete(TableName table, String other, List<String> conditions) {
    return "DELETE FROM %s USING %s AS s WHERE %s"
        .formatted(table.sql(), other, String.join(" AND ", conditions));
  }

  @Override
  public String jsonString(String text) {
    return "JSON_SERIALIZE(CAST(" + text + " AS SUPER))";
  }

  @Override
  public String base64(String bytes) {
    return "FROM_VARBYTE(" + bytes + ", 'base64')";
  }

  @Override
  public String overflowText(String document) {
    return "JSON_SERIALIZE(" + document + ")";
  }

  @Override
  public String overflow(String text) {
    return "JSON_PARSE(" + text + ")";
  }

  /** Told to the planner, which does not enforce it: compare-and-sets keep rows unique. */
  @Override
  public String primaryKey(List<String> columns) {
    return ", PRIMARY KEY (" + String.join(", ", columns) + ")";
  }

  /** What a session begins with, so that names in quotes keep their capitals. */
  public static String sessionSql() {
    return "SET enable_case_sensitive_identifier TO true";
  }

  /** Makes a session's staging table. */
  public String stagingSql(TableShape shape) {
    return "CREATE TEMPORARY TABLE tailrace_staging (%s)"
        .formatted(String.join(", ", StagingColumns.definitions(shape, this)));
  }

  /**
   * Fills it with rows from S3: gzipped CSV in the order of its columns, bytes in hexadecimal.
   *
   * @param manifest the address of a manifest that lists the files, so that all of them are read or
   *     none
   * @param role the ARN of the role that Redshift reads them as
   */
  public String copySql(String manifest, String role) {
    return "COPY tailrace_staging FROM %s IAM_ROLE %s FORMAT AS CSV NULL AS %s GZIP MANIFEST TIMEFORMAT 'auto'"
        .formatted(text(manifest), text(role), text("\\N"));
  }
}
