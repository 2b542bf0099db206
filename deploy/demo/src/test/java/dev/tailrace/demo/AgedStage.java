package dev.tailrace.demo;

import dev.tailrace.app.AwsClients;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.local.LocalAws;
import dev.tailrace.local.LocalAwsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * AWS in this process whose tables may be older than the test: its time is behind by an age until
 * {@link #becomePresent}, so that the point-in-time recovery of what was made before reaches back.
 */
final class AgedStage implements AutoCloseable {
  private static final String BUCKET = "aged";

  private final Path folder;
  private final LocalAws local;
  private final AwsClients aws;
  private volatile Duration behind;

  AgedStage(Path folder, Duration age) throws IOException {
    this.folder = folder;
    this.behind = age;
    InstantSource clock = () -> Instant.now().minus(behind);
    this.local = LocalAws.start(LocalAwsOptions.in(folder).withClock(clock));
    this.aws = new AwsClients(ConfigFile.parse(yaml("nothing", List.of("nothing")), "aged").aws());
    aws.s3().createBucket(r -> r.bucket(BUCKET));
  }

  /** From now on its time is ours. */
  void becomePresent() {
    behind = Duration.ZERO;
  }

  AwsClients aws() {
    return aws;
  }

  DynamoDbClient dynamoDb() {
    return aws.dynamoDb();
  }

  /** Turned off and on again, a table has another stream. */
  void turnStream(String table, boolean on) {
    dynamoDb()
        .updateTable(
            r ->
                r.tableName(table)
                    .streamSpecification(
                        s -> {
                          s.streamEnabled(on);
                          if (on) {
                            s.streamViewType(StreamViewType.NEW_AND_OLD_IMAGES);
                          }
                        }));
  }

  Path warehouse(String pipeline) {
    return folder.resolve(pipeline + ".duckdb");
  }

  String yaml(String pipeline, List<String> tables) {
    return """
    pipeline: %s
    aws:
      region: %s
      endpoint: %s
      access-key-id: %s
      secret-access-key: %s
    source:
      tables: [%s]
      poll-period: 100ms
      discovery-period: 1s
    export: {bucket: %s, prefix: exports/, format: dynamodb-json}
    sink:
      url: duckdb://%s
      flush: {interval: 300ms}
    """
        .formatted(
            pipeline,
            local.region().id(),
            local.endpoint(),
            local.credentials().accessKeyId(),
            local.credentials().secretAccessKey(),
            tables.stream().map("{name: %s}"::formatted).collect(Collectors.joining(", ")),
            BUCKET,
            warehouse(pipeline));
  }

  @Override
  public void close() {
    aws.close();
    local.close();
  }
}
