package dev.tailrace.demo;

import dev.tailrace.app.AwsClients;
import dev.tailrace.app.Daemon;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The child process of {@link KillTest}: the daemon with a sink that stands still at a point. Says
 * {@code AT <point>} there, or {@code CAUGHT UP} and {@code QUIET} when it is. Arguments:
 * configuration, DuckDB file, point.
 */
final class PausingDaemon {
  private PausingDaemon() {}

  public static void main(String... args) throws InterruptedException {
    Config config = ConfigFile.read(Path.of(args[0]));
    try (AwsClients aws = new AwsClients(config.aws());
        Daemon daemon =
            Daemon.start(
                config, aws, new PausingSink(DuckDbSink.open(Path.of(args[1])), args[2]))) {
      while (!daemon.isOver()) {
        if (daemon.isCaughtUp()) {
          System.out.println("CAUGHT UP");
        }
        if (daemon.isQuiet()) {
          System.out.println("QUIET");
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
      daemon.troubles().forEach(System.out::println);
    }
    Runtime.getRuntime().halt(1);
  }
}
