package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.AwsClients;
import dev.tailrace.app.Daemon;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A daemon that sees AWS through a proxy alone. */
final class FaultyDaemon implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final AwsClients aws;
  private final Daemon daemon;
  private int troubles;

  private FaultyDaemon(AwsClients aws, Daemon daemon) {
    this.aws = aws;
    this.daemon = daemon;
  }

  /** Starts one; {@code yaml} is the stage's, for the pipeline. */
  static FaultyDaemon start(Stage stage, FaultProxy proxy, String pipeline, String yaml) {
    Config config =
        ConfigFile.parse(
            yaml.replace(stage.endpoint().toString(), proxy.endpoint().toString()), pipeline);
    AwsClients aws = new AwsClients(config.aws());
    try {
      return new FaultyDaemon(
          aws, Daemon.start(config, aws, DuckDbSink.open(stage.warehouse(pipeline))));
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  /** Clients that go through the proxy. */
  static AwsClients clients(Stage stage, FaultProxy proxy) {
    String yaml = stage.yaml("clients", "nothing", "ion");
    return new AwsClients(
        ConfigFile.parse(
                yaml.replace(stage.endpoint().toString(), proxy.endpoint().toString()), "clients")
            .aws());
  }

  Daemon daemon() {
    return daemon;
  }

  /** Waits for something that has to come, with no more tables in trouble meanwhile. */
  void await(Predicate<Daemon> condition) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    while (!condition.test(daemon)) {
      assertThat(daemon.troubles()).hasSize(troubles);
      assertThat(Instant.now()).as("%s", daemon.statuses()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Waits for a table to stop, and says why it did. */
  String awaitTrouble() throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    while (daemon.troubles().size() == troubles) {
      assertThat(Instant.now()).as("%s", daemon.statuses()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    troubles++;
    assertThat(daemon.troubles()).hasSize(troubles);
    return daemon.troubles().get(troubles - 1);
  }

  /** Stops it in an orderly way. */
  void stop() throws InterruptedException {
    assertThat(daemon.stop()).as("it stops in time").isTrue();
  }

  @Override
  public void close() {
    daemon.close();
    aws.close();
  }
}
