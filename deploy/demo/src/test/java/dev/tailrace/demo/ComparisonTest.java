package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A comparison that can't see a difference proves nothing, so each kind is made here. One item with
 * an attribute of every type stands in DynamoDB; its row is made equal, then wrong in one place.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ComparisonTest {
  private static final List<String> KEYS = List.of("area", "name");
  private static final String NESTED =
      """
      {"list": [1, "two", null, {"deep": 0.10}], "huge": "12345678901234567890.123456789",
       "yes": true, "bytes": "AAEC", "names": ["a", "b"], "years": [1999, 2000.5]}""";
  private static final String ROW =
      """
      ('a', 'größer 改', 42, 0.1, 12345678901234567890123456789012345678, true, '\\x00\\x01'::BLOB,
       NULL, '["x","y"]', '[1,2.5]', '["AA==","AQ=="]', '["two",2]', '%s', NULL,
       '{"odd":{"S":"n/a"}}', '000000000000000000001')"""
          .formatted(NESTED);

  private final Stage stage;
  private int tables;

  ComparisonTest(@TempDir Path folder) throws IOException {
    stage = new Stage(folder);
  }

  @AfterAll
  void close() {
    stage.close();
  }

  @Test
  void anItemWithEveryTypeEqualsItsRow() throws SQLException {
    Verdict verdict = afterStatement("SELECT 1");

    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isEqual()).isTrue();
    assertThat(verdict.equal()).isEqualTo(1);
  }

  @Test
  void equalNumbersMayHaveOtherZeros() throws SQLException {
    assertThat(afterUpdate("ratio = '0.100'::DECIMAL(10,3)").isEqual()).isTrue();
    assertThat(afterUpdate("numbers = '[1.0,2.50]'").isEqual()).isTrue();
  }

  @Test
  void aSetHasNoOrder() throws SQLException {
    assertThat(afterUpdate("names = '[\"y\",\"x\"]'").isEqual()).isTrue();
  }

  @Test
  void eachWrongValueIsSeen() throws SQLException {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("count", "count = 43");
    wrong.put("ratio", "ratio = 0.11");
    wrong.put("huge", "huge = huge - 1");
    wrong.put("yes", "yes = false");
    wrong.put("raw", "raw = '\\x00\\x02'::BLOB");
    wrong.put("nothing", "nothing = 'null'");
    wrong.put("names", "names = '[\"x\"]'");
    wrong.put("numbers", "numbers = '[1,2.5,3]'");
    wrong.put("blobs", "blobs = '[\"AA==\",\"Ag==\"]'");
    wrong.put("list", "list = '[2,\"two\"]'");
    wrong.put("later", "later = 'x'");
    for (Map.Entry<String, String> one : wrong.entrySet()) {
      assertSeen(afterUpdate(one.getValue()), one.getKey());
    }
  }

  @Test
  void aLostValueIsSeen() throws SQLException {
    for (String column : List.of("count", "raw", "names", "list", "doc")) {
      assertSeen(afterUpdate(column + " = NULL"), column);
    }
  }

  @Test
  void aDifferenceDeepInsideIsSeen() throws SQLException {
    assertSeen(afterUpdate(inDocument("0.10", "0.11")), "doc");
    assertSeen(afterUpdate(inDocument("null", "\"null\"")), "doc");
    assertSeen(afterUpdate(inDocument("2000.5", "\"2000,5\"")), "doc");
    assertSeen(afterUpdate(inDocument("123456789\"", "123456788\"")), "doc");
    assertSeen(afterUpdate(inDocument("\"yes\": true,", "")), "doc");
    assertSeen(afterUpdate(inDocument("\"yes\"", "\"more\": 1, \"yes\"")), "doc");
  }

  @Test
  void aNumberMustNotPassThroughAFloatingPointColumn() throws SQLException {
    assertSeen(afterStatement("ALTER TABLE %s ALTER ratio TYPE DOUBLE"), "ratio");
  }

  @Test
  void aNumberAsTextIsSeen() throws SQLException {
    assertSeen(afterStatement("ALTER TABLE %s ALTER count TYPE VARCHAR"), "count");
  }

  @Test
  void textThatIsNoJsonIsADifference() throws SQLException {
    assertSeen(afterUpdate("list = 'two, 2'"), "list");
  }

  @Test
  void anOverflowThatIsNoJsonIsADifference() throws SQLException {
    assertSeen(afterUpdate("_tailrace_overflow = 'x'"), "_tailrace_overflow");
  }

  @Test
  void anOverflowedValueIsComparedToo() throws SQLException {
    assertSeen(afterUpdate("_tailrace_overflow = '{\"odd\":{\"S\":\"n/b\"}}'"), "odd");
    assertSeen(afterUpdate("_tailrace_overflow = '{\"odd\":{\"N\":\"1\"}}'"), "odd");
    assertSeen(afterUpdate("_tailrace_overflow = '{\"odd\":\"n/a\"}'"), "_tailrace_overflow");
    assertSeen(afterUpdate("_tailrace_overflow = NULL"), "odd");
  }

  @Test
  void aValueBothInItsColumnAndInTheOverflowIsSeen() throws SQLException {
    assertSeen(
        afterUpdate("_tailrace_overflow = '{\"odd\":{\"S\":\"n/a\"},\"count\":{\"N\":\"42\"}}'"),
        "count");
  }

  @Test
  void anOverflowedValueThatTheItemLacksIsSeen() throws SQLException {
    assertSeen(
        afterUpdate("_tailrace_overflow = '{\"odd\":{\"S\":\"n/a\"},\"old\":{\"N\":\"1\"}}'"),
        "old");
  }

  @Test
  void aMissingRowIsSeen() throws SQLException {
    Verdict verdict = afterStatement("DELETE FROM %s");

    assertThat(verdict.isEqual()).isFalse();
    assertThat(verdict.sourceItems()).isEqualTo(1);
    assertThat(verdict.targetRows()).isZero();
    assertThat(verdict.differences()).singleElement().asString().contains("größer 改", "missing");
  }

  @Test
  void aRowTooManyIsSeen() throws SQLException {
    Verdict verdict = afterStatement("INSERT INTO %s (area, name) VALUES ('a', 'gone')");

    assertThat(verdict.isEqual()).isFalse();
    assertThat(verdict.equal()).isEqualTo(1);
    assertThat(verdict.differences()).singleElement().asString().contains("gone");
  }

  @Test
  void aDoubledRowIsSeen() throws SQLException {
    Verdict verdict = afterStatement("INSERT INTO %1$s SELECT * FROM %1$s");

    assertThat(verdict.isEqual()).isFalse();
    assertThat(verdict.differences()).singleElement().asString().contains("twice");
  }

  @Test
  void aDroppedColumnIsSeen() throws SQLException {
    assertSeen(afterStatement("ALTER TABLE %s DROP COLUMN doc"), "doc");
  }

  @Test
  void anEmptyTableEqualsAnEmptyTable() throws SQLException {
    String table = newTable();
    try (Connection warehouse = warehouse(table)) {
      execute(warehouse, "DELETE FROM " + table);
      assertThat(new Comparison(stage.aws().dynamoDb(), warehouse).compare(table, KEYS).isEqual())
          .isTrue();
    }
  }

  private static void assertSeen(Verdict verdict, String attribute) {
    assertThat(verdict.isEqual()).as(attribute).isFalse();
    assertThat(verdict.equal()).as(attribute).isZero();
    assertThat(verdict.differences()).as(attribute).isNotEmpty();
    assertThat(verdict.differences().get(0)).contains("[a, größer 改]").contains(attribute);
  }

  private static String inDocument(String from, String to) {
    return "doc = '" + NESTED.replace(from, to) + "'";
  }

  private Verdict afterUpdate(String assignment) throws SQLException {
    return afterStatement("UPDATE %s SET " + assignment);
  }

  private Verdict afterStatement(String sql) throws SQLException {
    String table = newTable();
    stage.aws().dynamoDb().putItem(r -> r.tableName(table).item(item()));
    try (Connection warehouse = warehouse(table)) {
      execute(warehouse, sql.replace("%1$s", table).replace("%s", table));
      return new Comparison(stage.aws().dynamoDb(), warehouse).compare(table, KEYS);
    }
  }

  private String newTable() {
    String table = "items_" + tables++;
    new SourceTables(stage.aws().dynamoDb()).create(table, KEYS);
    return table;
  }

  private static Connection warehouse(String table) throws SQLException {
    Connection warehouse = DriverManager.getConnection("jdbc:duckdb:");
    execute(
        warehouse,
        """
        CREATE TABLE %s (area VARCHAR, name VARCHAR, count BIGINT, ratio DECIMAL(18,9),
          huge DECIMAL(38,0), yes BOOLEAN, raw BLOB, nothing VARCHAR, names JSON, numbers JSON,
          blobs JSON, list VARCHAR, doc JSON, later VARCHAR, _tailrace_overflow VARCHAR,
          _tailrace_sequence VARCHAR)"""
            .formatted(table));
    execute(warehouse, "INSERT INTO " + table + " VALUES " + ROW);
    return warehouse;
  }

  private static void execute(Connection warehouse, String sql) throws SQLException {
    try (Statement statement = warehouse.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Map<String, AttributeValue> item() {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("area", AttributeValue.fromS("a"));
    item.put("name", AttributeValue.fromS("größer 改"));
    item.put("count", AttributeValue.fromN("42"));
    item.put("ratio", AttributeValue.fromN("0.1"));
    item.put("huge", AttributeValue.fromN("12345678901234567890123456789012345678"));
    item.put("yes", AttributeValue.fromBool(true));
    item.put("raw", AttributeValue.fromB(bytes(0, 1)));
    item.put("nothing", AttributeValue.fromNul(true));
    item.put("names", AttributeValue.fromSs(List.of("x", "y")));
    item.put("numbers", AttributeValue.fromNs(List.of("2.5", "1")));
    item.put("blobs", AttributeValue.fromBs(List.of(bytes(0), bytes(1))));
    item.put(
        "list",
        AttributeValue.fromL(List.of(AttributeValue.fromS("two"), AttributeValue.fromN("2"))));
    item.put("odd", AttributeValue.fromS("n/a"));
    item.put("doc", AttributeValue.fromM(document()));
    return item;
  }

  private static Map<String, AttributeValue> document() {
    Map<String, AttributeValue> document = new HashMap<>();
    document.put(
        "list",
        AttributeValue.fromL(
            List.of(
                AttributeValue.fromN("1"),
                AttributeValue.fromS("two"),
                AttributeValue.fromNul(true),
                AttributeValue.fromM(Map.of("deep", AttributeValue.fromN("0.1"))))));
    document.put("huge", AttributeValue.fromN("12345678901234567890.123456789"));
    document.put("yes", AttributeValue.fromBool(true));
    document.put("bytes", AttributeValue.fromB(bytes(0, 1, 2)));
    document.put("names", AttributeValue.fromSs(List.of("a", "b")));
    document.put("years", AttributeValue.fromNs(List.of("1999", "2000.5")));
    return document;
  }

  private static SdkBytes bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return SdkBytes.fromByteArray(bytes);
  }
}
