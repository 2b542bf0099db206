package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.control.ControlAnswer;
import dev.tailrace.control.ControlClient;
import dev.tailrace.control.ControlPlace;
import dev.tailrace.control.ControlRequest;
import dev.tailrace.control.ControlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control socket of a configuration: its place, and both of its ends. */
final class Control {
  private static final Logger log = LoggerFactory.getLogger(Control.class);

  private final Config config;
  private final Path configFile;

  Control(Config config, Path configFile) {
    this.config = config;
    this.configFile = configFile;
  }

  /**
   * Serves a daemon's control socket. Empty where the configuration wants none, and where the usual
   * place can't be used: the daemon works without, which is logged.
   *
   * @throws UserException when the place that the configuration names can't be used
   */
  Optional<ControlServer> serve(Daemon daemon) {
    String socket = config.control().socket();
    try {
      Optional<ControlPlace> place = place();
      if (place.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          ControlServer.start(place.get(), new DaemonVerbs(config.pipeline(), daemon)::on));
    } catch (IOException | UnsupportedOperationException e) {
      if (!socket.equals("auto")) {
        throw new UserException(ExitCode.USAGE, "control.socket: " + reason(e));
      }
      log.warn("no control socket, so commands can't reach this daemon: {}", reason(e));
      return Optional.empty();
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null || e instanceof java.nio.file.FileSystemException
        ? e.toString().replaceFirst("^java\\.nio\\.file\\.", "")
        : e.getMessage();
  }

  /**
   * Asks the daemon that runs on this machine; empty when none does.
   *
   * @throws UserException when one runs and gives no answer
   */
  Optional<ControlAnswer> ask(ControlRequest request) {
    try {
      Optional<ControlPlace> place = place();
      return place.isEmpty() ? Optional.empty() : ControlClient.ask(place.get(), request);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.FAILURE, e.getMessage() + "; look at its log, and ask again");
    }
  }

  private Optional<ControlPlace> place() throws IOException {
    return switch (config.control().socket()) {
      case "none" -> Optional.empty();
      case "auto" -> Optional.of(ControlPlace.of(config.pipeline(), configFile, System.getenv()));
      case String path -> Optional.of(ControlPlace.named(Path.of(path)));
    };
  }
}
