package dev.tailrace.app;

import dev.tailrace.config.NearestName;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was probably meant where a name is near. */
final class Misspellings implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
    String name = command.getCommandSpec().qualifiedName();
    Optional<String> meant = meant(e, command.getCommandSpec());
    if (meant.isPresent()) {
      err.printf("Did you mean: %s?%n", meant.get());
    } else if (args.length == 0) {
      command.usage(err);
    }
    err.printf("%s --help shows what there is.%n", name);
    err.flush();
    return ExitCode.USAGE;
  }

  private static Optional<String> meant(ParameterException e, CommandSpec spec) {
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return Optional.empty();
    }
    String written = unmatched.getUnmatched().get(0);
    TreeSet<String> known = new TreeSet<>();
    if (written.startsWith("-")) {
      spec.options().stream().map(OptionSpec::names).map(List::of).forEach(known::addAll);
      return NearestName.of(written, known);
    }
    known.addAll(spec.subcommands().keySet());
    return NearestName.of(written, known).map(verb -> spec.qualifiedName() + " " + verb);
  }
}
