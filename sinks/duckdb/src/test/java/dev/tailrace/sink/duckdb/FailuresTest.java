package dev.tailrace.sink.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  private static SinkException ofStatement(String message) {
    return Failures.ofStatement("shop/orders", new SQLException(message));
  }

  @Test
  void whatMayPassIsUnavailable() {
    assertThat(ofStatement("IO Error: No space left on device"))
        .isInstanceOf(SinkException.Unavailable.class)
        .hasMessageContaining("shop/orders")
        .hasMessageContaining("No space left");
    assertThat(ofStatement("Out of Memory Error: could not allocate block"))
        .isInstanceOf(SinkException.Unavailable.class);
    assertThat(ofStatement("TransactionContext Error: Conflict on update!"))
        .isInstanceOf(SinkException.Unavailable.class);
  }

  @Test
  void whatWillFailAgainIsRejected() {
    assertThat(ofStatement("Catalog Error: Table with name x does not exist!"))
        .isInstanceOf(SinkException.Rejected.class);
    assertThat(ofStatement("Conversion Error: Malformed JSON"))
        .isInstanceOf(SinkException.Rejected.class);
  }
}
