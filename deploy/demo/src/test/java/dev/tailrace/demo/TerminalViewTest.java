package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TerminalViewTest {
  private static final TerminalView.Style TERMINAL = new TerminalView.Style(true, false, true);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void everyPhaseFitsIntoEightyColumns() {
    TerminalView view = new TerminalView(out, TERMINAL);
    for (Phase phase : Phase.values()) {
      assertThat(view.line(status(phase, 9_999_999))).as(phase.name()).hasSizeLessThanOrEqualTo(80);
    }
  }

  @Test
  void theBarGrowsFromPhaseToPhase() {
    TerminalView view = new TerminalView(out, TERMINAL);
    long before = -1;
    for (Phase phase :
        List.of(
            Phase.ANCHORED, Phase.EXPORTING, Phase.LOADING, Phase.CATCHING_UP, Phase.STREAMING)) {
      long full = view.line(status(phase, 10)).chars().filter(c -> c == '█').count();
      assertThat(full).as(phase.name()).isGreaterThan(before);
      before = full;
    }
    assertThat(view.line(status(Phase.STREAMING, 10))).doesNotContain("░");
  }

  @Test
  void aTerminalIsDrawnOverInPlace() {
    TerminalView view = new TerminalView(out, TERMINAL);
    List<TableStatus> two = List.of(status(Phase.LOADING, 1), status(Phase.LOADING, 2));
    view.show(two);
    assertThat(text()).doesNotContain("\u001b[2A").contains("earthquakes");
    view.show(two);
    assertThat(text()).containsOnlyOnce("\u001b[2A");
  }

  @Test
  void elsewhereEachPhaseIsALineSaidOnce() {
    TerminalView view = new TerminalView(out, new TerminalView.Style(false, false, true));
    view.show(List.of(status(Phase.ANCHORED, 1)));
    view.show(List.of(status(Phase.ANCHORED, 2)));
    view.show(List.of(status(Phase.STREAMING, 3)));
    view.show(List.of(status(Phase.STREAMING, 4)));
    assertThat(text().lines()).hasSize(2);
    assertThat(text()).doesNotContain("\u001b");
  }

  @Test
  void withoutColourThereIsNoColour() {
    TableStatus status = status(Phase.STREAMING, 1);
    assertThat(new TerminalView(out, TERMINAL).line(status)).doesNotContain("\u001b");
    assertThat(new TerminalView(out, new TerminalView.Style(true, true, true)).line(status))
        .contains("\u001b[32m");
  }

  @Test
  void withoutUnicodeEverythingIsAscii() {
    TerminalView view = new TerminalView(out, new TerminalView.Style(true, false, false));
    for (Phase phase : Phase.values()) {
      assertThat(view.line(status(phase, 10))).as(phase.name()).matches("\\p{ASCII}*");
    }
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static TableStatus status(Phase phase, long changes) {
    return new TableStatus(
        "earthquakes",
        phase,
        700,
        1707,
        1,
        4,
        changes,
        changes,
        0,
        Optional.empty(),
        Duration.ofMillis(61_300),
        false,
        false,
        phase == Phase.NEEDS_ATTENTION
            ? Optional.of(
                "the stream's records before 2026-01-01 are gone, and point-in-time recovery is off")
            : Optional.empty());
  }
}
