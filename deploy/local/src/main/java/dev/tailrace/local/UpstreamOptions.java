package dev.tailrace.local;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How to start {@link UpstreamAws}.
 *
 * @param address the address to listen on, such as 127.0.0.1
 * @param port the port, 0 for any free one
 * @param dynamoDb where DynamoDB and its streams answer, by http or https
 * @param s3 where S3 answers, by http or https
 * @param secretAccessKey what calls for exports are signed with, beside the access key id of who
 *     asked for the export; most emulators don't look
 * @param pollPeriod how often the streams of tables with point-in-time recovery are read: how far
 *     off the time of a write can be; positive
 * @param exports how exports behave; {@link ExportOptions#fault} too
 */
public record UpstreamOptions(
    String address,
    int port,
    URI dynamoDb,
    URI s3,
    String secretAccessKey,
    Duration pollPeriod,
    ExportOptions exports) {

  /** Any free port of 127.0.0.1, a poll period of 200 ms, default exports. */
  public static UpstreamOptions of(URI dynamoDb, URI s3) {
    return new UpstreamOptions(
        Listener.ADDRESS,
        0,
        dynamoDb,
        s3,
        "test",
        Duration.ofMillis(200),
        ExportOptions.defaults());
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one can't be used
   */
  public UpstreamOptions {
    Listener.checkPort(port);
    for (URI upstream : List.of(dynamoDb, s3)) {
      if (!List.of("http", "https").contains(String.valueOf(upstream.getScheme()))
          || upstream.getHost() == null
          || !List.of("", "/").contains(String.valueOf(upstream.getPath()))) {
        throw new IllegalArgumentException(
            "the upstream is " + upstream + ", and must be like http://127.0.0.1:4566");
      }
    }
    if (pollPeriod.isNegative() || pollPeriod.isZero()) {
      throw new IllegalArgumentException("pollPeriod is " + pollPeriod + ", and must be positive");
    }
  }

  /** The same at another address. */
  public UpstreamOptions listeningOn(String otherAddress, int otherPort) {
    return new UpstreamOptions(
        otherAddress, otherPort, dynamoDb, s3, secretAccessKey, pollPeriod, exports);
  }

  /** The same with another secret. */
  public UpstreamOptions withSecretAccessKey(String other) {
    return new UpstreamOptions(address, port, dynamoDb, s3, other, pollPeriod, exports);
  }

  /** The same with other exports. */
  public UpstreamOptions withExports(ExportOptions other) {
    return new UpstreamOptions(address, port, dynamoDb, s3, secretAccessKey, pollPeriod, other);
  }
}
