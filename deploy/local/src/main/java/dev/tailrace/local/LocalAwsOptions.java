package dev.tailrace.local;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * How to start {@link LocalAws}.
 *
 * @param port the port on 127.0.0.1, 0 for any free one
 * @param dataDirectory where S3 keeps its objects, made if missing; they outlast a stop, tables do
 *     not
 * @param region the region to tell clients; every region is served alike
 * @param clock the time of writes in the journal, of exports, and of the Date in every answer;
 *     DynamoDB Local's streams and S3's objects go by the machine's own
 * @param exports how exports behave; {@link ExportOptions#withShortestWindow} lets incremental
 *     exports be tried without waiting for a quarter of an hour
 */
public record LocalAwsOptions(
    int port, Path dataDirectory, String region, InstantSource clock, ExportOptions exports) {

  /** Any free port, us-east-1, the machine's clock, default exports. */
  public static LocalAwsOptions in(Path dataDirectory) {
    return new LocalAwsOptions(
        0, dataDirectory, "us-east-1", InstantSource.system(), ExportOptions.defaults());
  }

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is not in 0 to 65535
   */
  public LocalAwsOptions {
    Listener.checkPort(port);
  }

  /** The same with another port. */
  public LocalAwsOptions withPort(int other) {
    return new LocalAwsOptions(other, dataDirectory, region, clock, exports);
  }

  /** The same with another region. */
  public LocalAwsOptions withRegion(String other) {
    return new LocalAwsOptions(port, dataDirectory, other, clock, exports);
  }

  /** The same with another clock. */
  public LocalAwsOptions withClock(InstantSource other) {
    return new LocalAwsOptions(port, dataDirectory, region, other, exports);
  }

  /** The same with other exports. */
  public LocalAwsOptions withExports(ExportOptions other) {
    return new LocalAwsOptions(port, dataDirectory, region, clock, other);
  }
}
