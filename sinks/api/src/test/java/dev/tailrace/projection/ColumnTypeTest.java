package dev.tailrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ColumnTypeTest {
  @Test
  void whatIsStoredOfATypeIsReadAgain() {
    List<ColumnType> types =
        new ArrayList<>(
            List.of(
                new ColumnType.Text(),
                new ColumnType.Bytes(),
                new ColumnType.Bool(),
                new ColumnType.Int64(),
                new ColumnType.Decimal(38, 10),
                new ColumnType.Json(),
                new ColumnType.Float64()));
    for (TimeSource source : TimeSource.values()) {
      types.add(new ColumnType.Timestamp(source));
    }
    for (ColumnType type : types) {
      assertThat(ColumnType.parse(type.toText())).isEqualTo(type);
    }
    assertThat(ColumnType.parse("timestamp(epoch-ms)"))
        .isEqualTo(new ColumnType.Timestamp(TimeSource.EPOCH_MS));
  }

  @Test
  void anUnknownTypeIsToldWithThoseThatThereAre() {
    assertThatThrownBy(() -> ColumnType.parse("varchar"))
        .hasMessageContaining("varchar")
        .hasMessageContaining("decimal(p,s)");
    assertThatThrownBy(() -> ColumnType.parse("timestamp(weeks)")).hasMessageContaining("epoch-ms");
    assertThatThrownBy(() -> ColumnType.parse("decimal(39,1)")).hasMessageContaining("39");
  }

  @Test
  void whatIsStoredOfOptionsIsReadAgain() {
    for (Layout layout : Layout.values()) {
      for (Deletes deletes : Deletes.values()) {
        TableOptions options =
            new TableOptions(layout, deletes, Deletes.SOFT, layout == Layout.BOTH, true);
        assertThat(TableOptions.parse(options.toText())).isEqualTo(options);
      }
    }
    assertThatThrownBy(() -> TableOptions.parse("columns")).hasMessageContaining("columns");
  }

  @Test
  void instantsAreExactOrNone() {
    assertThat(TimeSource.EPOCH_S.micros(new BigDecimal("1767225600.000001")))
        .isEqualTo(OptionalLong.of(1767225600000001L));
    assertThat(TimeSource.EPOCH_S.micros(new BigDecimal("0.0000001"))).isEmpty();
    assertThat(TimeSource.EPOCH_MS.micros(new BigDecimal("-1"))).isEqualTo(OptionalLong.of(-1000));
    assertThat(TimeSource.EPOCH_US.micros(new BigDecimal("1e3"))).isEqualTo(OptionalLong.of(1000));
    assertThat(TimeSource.EPOCH_US.micros(new BigDecimal("9.99e125"))).isEmpty();
    assertThat(TimeSource.EPOCH_S.micros(new BigDecimal("253402300800"))).isEmpty();
    assertThat(TimeSource.ISO_8601.micros("1970-01-01T01:00:00.5+01:00"))
        .isEqualTo(OptionalLong.of(500_000));
    assertThat(TimeSource.ISO_8601.micros("1970-01-01T00:00:00.0000001Z")).isEmpty();
    assertThat(TimeSource.ISO_8601.micros("1970-01-01")).isEmpty();
  }
}
