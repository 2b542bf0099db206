package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.AwsClients;
import dev.tailrace.app.Daemon;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import java.io.IOException;

/** One of several workers of a pipeline in this process, behind a gate of its own. */
final class LeasedWorker implements AutoCloseable {
  private final Gate gate;
  private final AwsClients aws;
  private final Daemon daemon;

  private LeasedWorker(Gate gate, AwsClients aws, Daemon daemon) {
    this.gate = gate;
    this.aws = aws;
    this.daemon = daemon;
  }

  /** Starts one; {@code yaml} is the stage's. */
  static LeasedWorker start(Stage stage, SharedSink sink, String yaml) throws IOException {
    Gate gate = new Gate(stage.endpoint());
    Config config =
        ConfigFile.parse(
            yaml.replace(stage.endpoint().toString(), gate.endpoint().toString()), "leased");
    AwsClients aws = new AwsClients(config.aws());
    try {
      return new LeasedWorker(gate, aws, Daemon.start(config, aws, sink.view(gate)));
    } catch (RuntimeException e) {
      aws.close();
      gate.close();
      throw e;
    }
  }

  Daemon daemon() {
    return daemon;
  }

  /** Nothing that it asks of AWS or the sink goes on until {@link #wake}. */
  void standStill() {
    gate.shut();
  }

  void wake() {
    gate.open();
  }

  /** Stops it in an orderly way. */
  void stop() throws InterruptedException {
    assertThat(daemon.stop()).as("it stops in time").isTrue();
  }

  /** Ends it without giving anything back: it reaches AWS no more, and then is gone. */
  void crash() throws IOException {
    gate.close();
    daemon.close();
    aws.close();
  }

  /** Whatever state it is in; a second time does nothing more. */
  @Override
  public void close() throws IOException {
    gate.open();
    daemon.close();
    aws.close();
    gate.close();
  }
}
