package dev.tailrace.sink.postgres;

import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Dialect;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.StagingColumns;
import dev.tailrace.sink.sql.TableName;
import java.util.List;
import java.util.stream.Collectors;

/** Postgres's SQL. */
final class PostgresDialect implements Dialect {
  /** Of a table, whatever they hold. */
  static final int MOST_COLUMNS = 1600;

  /** Up to so many columns a row fits its page whatever they hold; see {@link RowFit}. */
  private static final int MOST_PROMOTED = 300;

  /** How many columns for attributes a table has room for, and its staging table too. */
  static int mostColumns(TableShape shape) {
    return MOST_COLUMNS - shape.metadata().size() - StagingColumns.COUNT;
  }

  /** Text is compared by its bytes, as DynamoDB compares it. */
  @Override
  public String type(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "text COLLATE \"C\"";
      case ColumnType.Bytes t -> "bytea";
      case ColumnType.Bool t -> "boolean";
      case ColumnType.Int64 t -> "bigint";
      case ColumnType.Decimal d -> "numeric(%d,%d)".formatted(d.precision(), d.scale());
      case ColumnType.Json t -> "jsonb";
      case ColumnType.Timestamp t -> "timestamptz";
      case ColumnType.Float64 t -> "double precision";
    };
  }

  /**
   * The overflow document is text: it holds what Postgres's own JSON types can't, such as a null
   * character.
   */
  @Override
  public String type(MetaColumn column) {
    return column == MetaColumn.OVERFLOW ? type(new ColumnType.Text()) : type(column.type());
  }

  /** A string as a literal, whatever the server's setting for backslashes. */
  @Override
  public String text(String value) {
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  @Override
  public String fitted(String name) {
    return Names.fitted(name);
  }

  @Override
  public TableShape fitted(TableShape shape, int settled) {
    return Names.fitted(shape, settled, mostColumns(shape));
  }

  @Override
  public int mostPromotedColumns() {
    return MOST_PROMOTED;
  }

  /** At once, since each statement would rewrite the catalogue's rows of the table. */
  @Override
  public List<String> addColumns(TableName table, List<Column> columns) {
    return columns.isEmpty()
        ? List.of()
        : List.of(
            columns.stream()
                .map(c -> "ADD COLUMN %s %s".formatted(Sql.name(c.name()), type(c.type())))
                .collect(Collectors.joining(", ", "ALTER TABLE " + table.sql() + " ", "")));
  }

  @Override
  public String existsSql() {
    return "SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n"
        + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?";
  }

  /** Numbers that no column holds, texts with a null character, whatever an index can't take. */
  @Override
  public boolean mayOverflow(KeySchema key) {
    return true;
  }

  /** The first condition is the one that {@link KeyIndex} has an index for. */
  @Override
  public List<String> sameOverflowingKey(KeySchema key, String one, String other) {
    String keyOfOne = Overflow.keyTextSql(key, one, this);
    String keyOfOther = Overflow.keyTextSql(key, other, this);
    return List.of(
        "%s = %s".formatted(Overflow.indexedSql(keyOfOne), Overflow.indexedSql(keyOfOther)),
        "%s = %s".formatted(keyOfOne, keyOfOther));
  }

  @Override
  public String jsonString(String text) {
    return "CAST(to_json(" + text + ") AS VARCHAR)";
  }

  @Override
  public String base64(String bytes) {
    return "replace(encode(" + bytes + ", 'base64'), E'\\n', '')";
  }

  @Override
  public String forUpdate() {
    return " FOR UPDATE";
  }

  @Override
  public String forShare() {
    return " FOR SHARE";
  }

  @Override
  public String orLeave() {
    return " ON CONFLICT DO NOTHING";
  }

  @Override
  public String primaryKey(List<String> columns) {
    return ", PRIMARY KEY (" + String.join(", ", columns) + ")";
  }
}
