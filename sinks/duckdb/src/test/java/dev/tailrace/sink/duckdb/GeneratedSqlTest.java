package dev.tailrace.sink.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The statements that move rows, as they are. The contract suites run them. */
final class GeneratedSqlTest {
  private static final TableName TABLE = new TableName("main", "Ord\"ers");

  private static TableShape shape() {
    KeySchema key =
        new KeySchema(
            List.of(
                new KeyAttribute("pk", AttributeType.B),
                new KeyAttribute("a/b~c", AttributeType.N)));
    Map<String, ColumnType> types = new LinkedHashMap<>();
    types.put("price", new ColumnType.Decimal(18, 2));
    types.put("tags", new ColumnType.Json());
    types.put("Price", new ColumnType.Bool());
    return TableShape.ofKey(key).with(types);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = GeneratedSqlTest.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.strip().replaceAll("\\s*\n\\s*", " ");
    }
  }

  @Test
  void rowsAreInsertedByName() throws IOException {
    assertThat(TableWriter.insertSql(TABLE, shape(), "rows(1)")).isEqualTo(golden("insert.sql"));
  }

  @Test
  void keysAreDeletedByAJoin() throws IOException {
    String keys = TableWriter.keysSql(shape(), "rows(1)");
    assertThat(TableWriter.deleteSql(TABLE, shape(), keys, false)).isEqualTo(golden("delete.sql"));
  }

  @Test
  void keysInTheOverflowAreDeletedByTheirCanonicalText() throws IOException {
    String keys = TableWriter.keysSql(shape(), "rows(1)");
    assertThat(TableWriter.deleteSql(TABLE, shape(), keys, true))
        .isEqualTo(golden("delete-in-overflow.sql"));
  }

  @Test
  void promotedAttributesMoveByTheNumberOfTheirRow() throws IOException {
    assertThat(Promotion.updateSql(TABLE, shape(), 3, "rows(1)")).isEqualTo(golden("promote.sql"));
  }
}
