package dev.tailrace.app;

import dev.tailrace.backfill.AwsException;
import dev.tailrace.config.ConfigException;
import dev.tailrace.preflight.AwsTrouble;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import dev.tailrace.stream.StreamException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says why a command failed, in one line where one will do, and chooses its exit code. */
final class Failures implements IExecutionExceptionHandler {
  private static final String TRACES = "TAILRACE_STACK_TRACES";
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final Map<String, String> environment;

  Failures(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What is said, and the exit code. */
  private record Said(String message, int exitCode) {}

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    boolean traces = environment.containsKey(TRACES);
    Said said = known(e).orElseGet(() -> defect(e, traces));
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("tailrace: " + said.message()));
    if (traces) {
      err.println(trace(e));
    }
    err.flush();
    log.debug("the command failed: {}", trace(e));
    return said.exitCode();
  }

  private static Optional<Said> known(Exception e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case UserException user -> Optional.of(new Said(message, user.exitCode()));
      case ConfigException config -> Optional.of(new Said(message, ExitCode.USAGE));
      case DataFileException file -> Optional.of(new Said(message, ExitCode.FAILURE));
      case SinkException.OutcomeUnknown sink -> Optional.of(new Said(message, ExitCode.FAILURE));
      case SinkException sink -> Optional.of(new Said(message, ExitCode.PRECONDITION));
      case AwsException aws -> Optional.of(new Said(message, exitCode(e)));
      case StreamException stream -> Optional.of(new Said(message, exitCode(e)));
      default -> AwsTrouble.of(e).map(t -> new Said(t.message(), exitCode(t)));
    };
  }

  /** What only lasts a moment is a failure; the rest has to be set up or allowed first. */
  private static int exitCode(Exception e) {
    return AwsTrouble.of(e).map(Failures::exitCode).orElse(ExitCode.FAILURE);
  }

  private static int exitCode(AwsTrouble trouble) {
    return trouble.kind() == AwsTrouble.Kind.PASSING ? ExitCode.FAILURE : ExitCode.PRECONDITION;
  }

  private static Said defect(Exception e, boolean traces) {
    String hint = traces ? "" : "; set " + TRACES + "=1 and try again to see where";
    return new Said(
        "a defect: " + Redacted.message(e.toString()) + hint + ". Please report it",
        ExitCode.FAILURE);
  }

  /** Where it happened, without secrets. */
  private static String trace(Throwable defect) {
    StringWriter text = new StringWriter();
    try (PrintWriter lines = new PrintWriter(text)) {
      defect.printStackTrace(lines);
    }
    return Redacted.message(text.toString());
  }
}
