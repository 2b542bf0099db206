package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values that are not what the sample promised: kept whole, counted, and given room for. */
public abstract class DriftContract extends SinkContract {
  private static final String OVERFLOW = MetaColumn.OVERFLOW.columnName();
  private static final ColumnType CENTS = new ColumnType.Decimal(10, 2);

  /** Integers in {@code n}, cents in {@code price}, text in {@code name}; cents by hand in set. */
  private static TableShape shape() {
    List<Column> columns = new ArrayList<>(TableShape.ofKey(TEXT_KEY).columns());
    columns.add(new Column("n", "n", new ColumnType.Int64()));
    columns.add(new Column("price", "price", CENTS));
    columns.add(new Column("name", "name", new ColumnType.Text()));
    columns.add(new Column("set", "set", CENTS).byHand(CENTS));
    return new TableShape(TEXT_KEY, columns);
  }

  private static String item(String pk, String... rest) {
    return "{\"pk\":{\"S\":\"%s\"}%s}"
        .formatted(pk, rest.length == 0 ? "" : "," + String.join(",", rest));
  }

  private static String number(String name, String n) {
    return "\"%s\":{\"N\":\"%s\"}".formatted(name, n);
  }

  private void begin() {
    enter("LOADING", new Work.CreateShadow(TARGET, shape()));
  }

  private void swap() {
    enter("STREAMING", new Work.Swap(TARGET));
  }

  private Map<String, String> row(String pk) {
    return rows(TARGET).stream().filter(r -> pk.equals(r.get("pk"))).findFirst().orElseThrow();
  }

  @Test
  void whatALoadPutsIntoTheOverflowThoughItHasAColumnIsCounted() {
    begin();
    LoadOutcome outcome =
        load(
            TARGET,
            "f",
            Items.of(
                item("fits", number("n", "1"), number("price", "9.99"), "\"name\":{\"S\":\"x\"}"),
                item("two", "\"n\":{\"S\":\"one\"}", "\"name\":{\"BOOL\":true}"),
                item("new", "\"fresh\":{\"S\":\"has no column yet\"}"),
                item("null", "\"n\":{\"NULL\":true}")));

    assertThat(outcome).isEqualTo(new LoadOutcome.Loaded(4, 2));
    swap();
    assertThat(row("two")).doesNotContainKeys("n", "name").containsKey(OVERFLOW);
    assertThat(row("fits")).doesNotContainKey(OVERFLOW);
  }

  @Test
  void whatAMergePutsIntoTheOverflowThoughItHasAColumnIsCounted() {
    begin();
    swap();
    CommitOutcome outcome =
        commit(
            with(
                List.of(),
                new Work.Merge(
                    TARGET,
                    List.of(
                        changes(TEXT_KEY).upsert(item("a", number("n", "1.5"))),
                        changes(TEXT_KEY).upsert(item("b", "\"name\":{\"L\":[]}")),
                        changes(TEXT_KEY).upsert(item("c", number("n", "7")))))));

    assertThat(((CommitOutcome.Applied) outcome).drifted()).isEqualTo(2);
    assertThat(row("a")).doesNotContainKey("n").containsKey(OVERFLOW);
    assertThat(row("c")).containsEntry("n", "7");
  }

  @Test
  void columnsOfNumbersAreWidenedBeforeReadersSeeTheTable() {
    begin();
    load(TARGET, "1", Items.of(item("whole", number("n", "9223372036854775807"))));
    load(
        TARGET,
        "2",
        Items.of(
            item("part", number("n", "0.125"), number("price", "1.005")),
            item("cents", number("price", "12345678.99"), number("set", "1.25")),
            item("long", number("price", "123456789012345")),
            item("both", number("n", "5"), number("price", "0.001"))));
    swap();

    if (has(Trait.WIDER_NUMBERS)) {
      assertThat(row("whole")).containsEntry("n", "9223372036854775807");
      assertThat(row("part"))
          .containsEntry("n", "0.125")
          .containsEntry("price", "1.005")
          .doesNotContainKey(OVERFLOW);
      assertThat(row("cents")).containsEntry("price", "12345678.99").containsEntry("set", "1.25");
      assertThat(row("both")).containsEntry("n", "5").containsEntry("price", "0.001");
      assertThat(row("long")).containsEntry("price", "123456789012345").doesNotContainKey(OVERFLOW);
    } else {
      assertThat(row("part")).containsKey(OVERFLOW).doesNotContainKeys("n", "price");
    }
  }

  @Test
  void whatNoWidthHoldsBesideTheOthersStaysInTheOverflow() {
    begin();
    load(
        TARGET,
        "f",
        Items.of(
            item("tiny", number("n", "1E-130")),
            item("huge", number("n", "9.9E+125")),
            item("part", number("n", "0.5"))));
    swap();

    assertThat(row("tiny")).doesNotContainKey("n").containsKey(OVERFLOW);
    assertThat(row("huge")).doesNotContainKey("n").containsKey(OVERFLOW);
    if (has(Trait.WIDER_NUMBERS)) {
      assertThat(row("part")).containsEntry("n", "0.5").doesNotContainKey(OVERFLOW);
    }
  }

  @Test
  void aTypeSetByHandStaysAsItIs() {
    begin();
    load(TARGET, "f", Items.of(item("a", number("set", "1.005"), "\"fresh\":{\"S\":\"x\"}")));
    swap();

    assertThat(row("a")).doesNotContainKey("set").containsKey(OVERFLOW).containsEntry("fresh", "x");
  }

  @Test
  void changesThatComeAfterTheWideningHaveTheWiderColumn() {
    begin();
    load(TARGET, "f", Items.of(item("a", number("n", "0.5"))));
    apply(new Work.AppendLog(List.of(changes(TEXT_KEY).upsert(item("b", number("n", "0.2"))))));
    enter("CATCHING_UP", new Work.ApplyLog(TARGET, 0, 1));
    swap();
    merge(TARGET, changes(TEXT_KEY).upsert(item("c", number("n", "0.7"))));

    if (has(Trait.WIDER_NUMBERS)) {
      assertThat(row("a")).containsEntry("n", "0.5");
      assertThat(row("b")).containsEntry("n", "0.2");
      assertThat(row("c")).containsEntry("n", "0.7");
    }
    assertThat(rows(TARGET)).hasSize(3);
  }
}
