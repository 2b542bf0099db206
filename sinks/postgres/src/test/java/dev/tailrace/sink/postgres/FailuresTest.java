package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  private static SinkException ofStatement(String state) {
    return Failures.ofStatement("shop/orders", new SQLException("ERROR: so it is", state));
  }

  @Test
  void whatMayPassIsUnavailable() {
    for (String state :
        List.of(
            "08006", "08001", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01",
            "57P03", "25P03", "25006", "58030", "XX000")) {
      assertThat(ofStatement(state))
          .as(state)
          .isInstanceOf(SinkException.Unavailable.class)
          .hasMessageContaining("shop/orders")
          .hasMessageContaining("so it is");
    }
    assertThat(Failures.ofStatement("shop/orders", new SQLException("no state")))
        .isInstanceOf(SinkException.Unavailable.class);
  }

  @Test
  void whatWillFailAgainIsRejected() {
    for (String state : List.of("42P01", "42703", "23505", "22021", "54000", "42501", "2BP01")) {
      assertThat(ofStatement(state))
          .as(state)
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("shop/orders")
          .hasMessageContaining("so it is");
    }
    assertThat(ofStatement("42501")).hasMessageContaining("grant the privilege");
  }

  @Test
  void whatTheServerCanNotReadOfAFileIsTheFilesFault() {
    assertThat(Failures.ofLoad("shop", "part-7", new SQLException("invalid byte", "22021")))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("part-7");
    assertThat(Failures.ofLoad("shop", "part-7", new SQLException("gone", "08006")))
        .isInstanceOf(SinkException.Unavailable.class)
        .hasMessageContaining("part-7");
  }
}
