package dev.tailrace.demo;

import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the tables are doing: redrawn in place on a terminal, a line for each step elsewhere. Honours
 * NO_COLOR, as its caller tells.
 */
final class TerminalView {
  private static final int BAR = 20;

  /** A line that wraps could not be drawn over. */
  private static final int WIDTH = 80;

  private static final List<Phase> STEPS =
      List.of(Phase.ANCHORED, Phase.EXPORTING, Phase.LOADING, Phase.CATCHING_UP, Phase.STREAMING);

  private final PrintStream out;
  private final Style style;
  private final Map<String, Phase> said = new LinkedHashMap<>();
  private int drawn;

  /**
   * What the terminal can do.
   *
   * @param inPlace whether lines can be drawn over
   */
  record Style(boolean inPlace, boolean colour, boolean unicode) {
    /** What this process's standard output can do. */
    static Style ofThisTerminal() {
      // The launcher tells: no class of Java 21 does.
      boolean terminal = Boolean.getBoolean("tailrace.terminal");
      String charset = System.getProperty("stdout.encoding", "").toUpperCase(Locale.ROOT);
      return new Style(
          terminal, terminal && System.getenv("NO_COLOR") == null, charset.equals("UTF-8"));
    }
  }

  TerminalView(PrintStream out, Style style) {
    this.out = out;
    this.style = style;
  }

  void show(List<TableStatus> statuses) {
    if (!style.inPlace()) {
      statuses.forEach(this::sayOnce);
      return;
    }
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\u001b[").append(drawn).append('A');
    }
    for (TableStatus status : statuses) {
      frame.append("\u001b[2K").append(line(status)).append('\n');
    }
    drawn = statuses.size();
    out.print(frame);
    out.flush();
  }

  private void sayOnce(TableStatus status) {
    if (said.put(status.table(), status.phase()) != status.phase()) {
      out.println("  " + status.table() + ": " + words(status));
    }
  }

  String line(TableStatus status) {
    String table = "  %-14s ".formatted(status.table());
    int left = Math.max(0, WIDTH - table.length() - BAR - 2);
    String words = words(status);
    return table + bar(status) + "  " + words.substring(0, Math.min(words.length(), left));
  }

  private String bar(TableStatus status) {
    int full = (int) Math.round(BAR * progress(status));
    String bar =
        (style.unicode() ? "█" : "#").repeat(full)
            + (style.unicode() ? "░" : ".").repeat(BAR - full);
    if (!style.colour()) {
      return bar;
    }
    String colour = status.phase() == Phase.STREAMING ? "32" : "36";
    return "\u001b[" + colour + "m" + bar + "\u001b[0m";
  }

  private static double progress(TableStatus status) {
    int step = STEPS.indexOf(status.phase());
    if (status.phase() == Phase.STREAMING || step < 0) {
      return step < 0 ? 0 : 1;
    }
    double within =
        status.phase() == Phase.LOADING && status.itemsExpected() > 0
            ? (double) status.itemsLoaded() / status.itemsExpected()
            : 0.5;
    return (step + within) / STEPS.size();
  }

  private static String words(TableStatus status) {
    return switch (status.phase()) {
      case PREFLIGHT -> "checking";
      case ANCHORED -> "anchored; the stream is being read";
      case EXPORTING -> "exporting to S3, at a point in time";
      case LOADING ->
          "loading %,d of %,d items".formatted(status.itemsLoaded(), status.itemsExpected());
      case CATCHING_UP -> "applying %,d changes made meanwhile".formatted(status.changesMerged());
      case STREAMING ->
          "streaming; %,d changes, %.1f s behind"
              .formatted(status.changesMerged(), status.waiting().toMillis() / 1000.0);
      case REPAIRING -> "repairing a gap";
      case NEEDS_ATTENTION -> "stopped: " + status.trouble().orElse("");
    };
  }
}
