package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.iam.IamPolicy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailrace iam-policy}: what AWS has to allow a pipeline. */
@Command(
    name = "iam-policy",
    description = "Print the smallest IAM policy that a pipeline runs under.",
    mixinStandardHelpOptions = true)
final class IamPolicyCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Option(
      names = "--account",
      paramLabel = "ID",
      defaultValue = "*",
      description = "The account that owns the tables (default: any).")
  private String account = "*";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Config config = ConfigFile.read(configFile);
    String region = config.aws().region().orElse("*");
    spec.commandLine().getOut().println(new IamPolicy(config, region, account).toJson());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
