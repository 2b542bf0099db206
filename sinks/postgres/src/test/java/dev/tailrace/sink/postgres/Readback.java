package dev.tailrace.sink.postgres;

import dev.tailrace.item.Item;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.AttributeText;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.testkit.Texts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a table as a warehouse without Postgres's limits would hold it: a value that stands in the
 * overflow because Postgres's columns can't take it (a null character, no room for the column) is
 * shown in its column. So a value that is lost or altered on the way there is seen.
 */
final class Readback {
  private static final PostgresDialect DIALECT = new PostgresDialect();

  private final TableShape shape;
  private final List<String> columns = new ArrayList<>();
  private final List<Map<String, String>> rows = new ArrayList<>();

  private Readback(TableShape shape) {
    this.shape = shape;
  }

  static Readback of(Connection connection, TargetTable target) throws SQLException {
    TableName table = TableName.live(target, new PostgresDialect());
    Readback readback = new Readback(shape(connection, target, table));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM " + table.sql())) {
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        readback.columns.add(result.getMetaData().getColumnName(i));
      }
      while (result.next()) {
        readback.rows.add(readback.row(result));
      }
    }
    return readback;
  }

  List<String> columns() {
    return columns;
  }

  List<Map<String, String>> rows() {
    return rows;
  }

  private static TableShape shape(Connection connection, TargetTable target, TableName table)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet r =
            statement.executeQuery(
                "SELECT attribute, column_name, type FROM tailrace.columns WHERE schema_name = %s AND table_name = %s ORDER BY ordinal"
                    .formatted(DIALECT.text(table.schema()), DIALECT.text(table.name())))) {
      while (r.next()) {
        columns.add(Column.of(AttributeText.read(r.getString(1)), r.getString(2), r.getString(3)));
      }
    }
    return columns.isEmpty()
        ? TableShape.ofKey(target.key(), target.options())
        : new TableShape(target.key(), columns, target.options());
  }

  private Map<String, String> row(ResultSet result) throws SQLException {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i + 1;
      text(result, column).ifPresent(t -> row.put(columns.get(column - 1), t));
    }
    Optional.ofNullable(row.remove(MetaColumn.OVERFLOW.columnName()))
        .ifPresent(document -> restore(Item.of(document), row));
    return new JsonRow(row);
  }

  private static Optional<String> text(ResultSet result, int column) throws SQLException {
    return switch (result.getMetaData().getColumnTypeName(column)) {
      case "bytea" -> Optional.ofNullable(result.getBytes(column)).map(Texts::of);
      case "jsonb" -> Optional.ofNullable(result.getString(column)).map(JsonRow::withoutSpaces);
      case "numeric" -> Optional.ofNullable(result.getBigDecimal(column)).map(Texts::of);
      case "timestamptz" ->
          Optional.ofNullable(result.getObject(column, OffsetDateTime.class)).map(Texts::ofObject);
      default -> Optional.ofNullable(result.getObject(column)).map(Texts::ofObject);
    };
  }

  private void restore(Item document, Map<String, String> row) {
    ShapeSampler sampler = new ShapeSampler();
    sampler.add(document);
    TableShape full = shape.with(sampler.types());
    ColumnBatch batch = new ColumnBatch(full, 1);
    new Projector(full).add(document, batch);
    for (int i = 0; i < full.columns().size(); i++) {
      Column column = full.columns().get(i);
      text(column.type(), batch.vector(i)).ifPresent(t -> row.put(column.name(), t));
    }
    text(MetaColumn.OVERFLOW.type(), batch.vector(MetaColumn.OVERFLOW))
        .ifPresent(t -> row.put(MetaColumn.OVERFLOW.columnName(), t));
  }

  private static Optional<String> text(ColumnType type, ColumnVector vector) {
    if (vector.isAbsent(0)) {
      return Optional.empty();
    }
    return switch (vector) {
      case ColumnVector.Longs longs ->
          Optional.of(
              switch (type) {
                case ColumnType.Bool t -> Boolean.toString(longs.values()[0] != 0);
                case ColumnType.Decimal d ->
                    Texts.of(BigDecimal.valueOf(longs.values()[0], d.scale()));
                default -> Long.toString(longs.values()[0]);
              });
      case ColumnVector.Decimals decimals ->
          Optional.ofNullable(decimals.values()[0]).map(Texts::of);
      case ColumnVector.ByteArrays arrays ->
          Optional.ofNullable(arrays.values()[0])
              .map(
                  v ->
                      type instanceof ColumnType.Bytes
                          ? Texts.of(v)
                          : new String(v, StandardCharsets.UTF_8));
    };
  }
}
