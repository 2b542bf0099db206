package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tailrace.sink.SinkException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No message has a value of a row. */
final class SecretsTest {
  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  @Test
  void whatTheWarehouseCanNotReadIsNotTold() throws SQLException {
    try (SnowflakeWarehouse warehouse = new SnowflakeWarehouse(InstantSource.system());
        Connection connection = warehouse.sink().connect();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "SELECT CAST('hush ''qqq\" 4711' AS INTEGER)",
              "SELECT PARSE_JSON('{hush 4711')",
              "SELECT CAST('hush 4711' AS DATE)",
              "SELECT CAST('4711' AS NUMBER(3, 1))")) {
        Throwable refused = catchThrowable(() -> statement.execute(sql));
        assertThat(refused).as(sql).isInstanceOf(SQLException.class);
        hasNoValue(Failures.ofStatement("shop/orders", (SQLException) refused));
        hasNoValue(Failures.ofCommit("shop/orders", (SQLException) refused));
      }
    }
  }

  /** As Snowflake's documentation and its users show them. */
  @Test
  void snowflakesOwnWordsLoseTheValuesToo() {
    for (String message :
        List.of(
            "Numeric value 'hush 4711' is not recognized",
            "Duplicate row detected during DML action\nRow Values: [hush, 4711]",
            "String 'hush 4711' is too long and would be truncated",
            "Error parsing JSON: unknown keyword \"hush\", pos 4711\n  File 'f', line 1",
            "Number out of representable range: type FIXED[SB4](3,1), value 4711")) {
      SinkException told =
          Failures.ofStatement("shop/orders", new SQLException(message, "22018", 100038));
      hasNoValue(told);
      assertThat(told).hasMessageContaining(message.substring(0, 6)).hasMessageContaining("100038");
    }
  }

  private static void hasNoValue(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      assertThat(cause).message().doesNotContain("hush", "qqq", "4711");
    }
  }
}
