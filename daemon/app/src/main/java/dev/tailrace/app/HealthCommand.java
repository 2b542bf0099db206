package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailrace health}: asks a running daemon, for containers without a shell. */
@Command(
    name = "health",
    description = "Ask the daemon that runs with this configuration whether it lives.",
    mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofSeconds(4);

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Option(names = "--ready", description = "Ask whether it does its work too.")
  private boolean ready;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Config config = ConfigFile.read(configFile);
    InetSocketAddress address =
        config
            .status()
            .address()
            .orElseThrow(
                () ->
                    new UserException(
                        ExitCode.USAGE,
                        configFile + ": status.listen is none; set it to an address and port"));
    // Who listens everywhere is asked here.
    boolean everywhere = address.getAddress() != null && address.getAddress().isAnyLocalAddress();
    String host = everywhere ? "localhost" : address.getHostString();
    String path = ready ? "/readyz" : "/healthz";
    URI uri = URI.create("http://%s:%d%s".formatted(host, address.getPort(), path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(LONGEST).build(),
              HttpResponse.BodyHandlers.ofString());
      spec.commandLine().getOut().print(answer.body());
      spec.commandLine().getOut().flush();
      return answer.statusCode() == 200 ? ExitCode.OK : ExitCode.FAILURE;
    } catch (IOException e) {
      throw new UserException(
          ExitCode.FAILURE,
          "%s: nobody answers (%s); is the daemon up, and status.listen set in its configuration?"
              .formatted(uri, e));
    }
  }
}
