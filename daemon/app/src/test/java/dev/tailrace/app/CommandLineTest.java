package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the command line says of mistakes and of defects. */
final class CommandLineTest {
  private record Said(int exitCode, String text) {}

  private static Said execute(CommandLine line, String... args) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    int exitCode = line.setOut(out).setErr(out).execute(args);
    out.flush();
    return new Said(exitCode, text.toString());
  }

  private static Said execute(String... args) {
    return execute(Tailrace.commandLine(), args);
  }

  @Test
  void aVerbThatIsNearIsSuggestedAndNoOther() {
    assertThat(execute("runn").text()).contains("Did you mean: tailrace run?");
    assertThat(execute("resnyc").text()).contains("Did you mean: tailrace resync?");
    for (String verb : new String[] {"status", "completion", "x"}) {
      Said said = execute(verb);
      assertThat(said.text()).doesNotContain("Did you mean").contains("tailrace --help");
      assertThat(said.exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void anOptionThatIsNearIsSuggested() {
    assertThat(execute("run", "--confg", "x.yaml").text()).contains("Did you mean: --config?");
  }

  @Test
  void aMissingArgumentIsSaidInOneLine() {
    Said said = execute("resync");

    assertThat(said.text()).contains("TABLE").hasLineCount(2);
    assertThat(said.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void helpHasItsOwnVerbAndListsTheExitCodes() {
    assertThat(execute("help", "run").text()).contains("Usage: tailrace run");
    for (String verb : Tailrace.commandLine().getSubcommands().keySet()) {
      Said said = execute(verb, "--help");
      assertThat(said.exitCode()).isZero();
      assertThat(said.text()).as(verb).contains("Exit codes:", "4   A table needs");
    }
  }

  @Test
  void anEmptyRangeOfSeedsIsAMistake() {
    Said said = execute("simulate", "--seeds", "5..1");

    assertThat(said.text()).contains("--seeds: «5..1» holds no seed");
    assertThat(said.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whereAnExportIsNotIsAMistakeInTheCommand() {
    Said said =
        execute(
            "ingest",
            "--source-uri=gs://a/b",
            "--dest-uri=-",
            "--dest-table=t",
            "--primary-key=pk");

    assertThat(said.text()).contains("gs://a/b").hasLineCount(1);
    assertThat(said.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Command(name = "broken")
  private static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("two and two are five");
    }
  }

  @Test
  void aDefectIsOneLineThatSaysHowToSeeMore() {
    Said said = execute(failing(Map.of()));

    assertThat(said.text())
        .hasLineCount(1)
        .contains("a defect", "two and two are five", "TAILRACE_STACK_TRACES=1");
    assertThat(said.exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void aDefectsTraceIsThereForTheAsking() {
    assertThat(execute(failing(Map.of("TAILRACE_STACK_TRACES", "1"))).text())
        .contains("CommandLineTest$Broken.call(");
  }

  private static CommandLine failing(Map<String, String> environment) {
    return new CommandLine(new Broken()).setExecutionExceptionHandler(new Failures(environment));
  }
}
