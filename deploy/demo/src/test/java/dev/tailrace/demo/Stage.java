package dev.tailrace.demo;

import dev.tailrace.app.AwsClients;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.local.ExportOptions;
import dev.tailrace.local.LocalAws;
import dev.tailrace.local.LocalAwsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** AWS in this process, for a test's tables, and the configuration of a daemon that reads them. */
final class Stage implements AutoCloseable {
  static final String BUCKET = "stage";

  private final LocalAws local;
  private final AwsClients aws;
  private final Path folder;

  Stage(Path folder) throws IOException {
    this(folder, ExportOptions.defaults());
  }

  Stage(Path folder, ExportOptions exports) throws IOException {
    this.folder = folder;
    this.local = LocalAws.start(LocalAwsOptions.in(folder).withExports(exports));
    this.aws = new AwsClients(config("nothing", "nothing", "dynamodb-json").aws());
    aws.s3().createBucket(r -> r.bucket(BUCKET));
  }

  AwsClients aws() {
    return aws;
  }

  URI endpoint() {
    return local.endpoint();
  }

  String yaml(String pipeline, String table, String format) {
    return """
    pipeline: %s
    aws:
      region: %s
      endpoint: %s
      access-key-id: %s
      secret-access-key: %s
    source:
      tables:
        - name: %s
      poll-period: 100ms
      discovery-period: 1s
    export:
      bucket: %s
      prefix: exports/
      format: %s
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
            table,
            BUCKET,
            format,
            warehouse(pipeline));
  }

  Config config(String pipeline, String table, String format) {
    return ConfigFile.parse(yaml(pipeline, table, format), "stage");
  }

  Path warehouse(String pipeline) {
    return folder.resolve(pipeline + ".duckdb");
  }

  Verdict compare(String pipeline, String table, List<String> keys) throws SQLException {
    Properties readOnly = new Properties();
    readOnly.setProperty("duckdb.read_only", "true");
    try (Connection connection =
        DriverManager.getConnection("jdbc:duckdb:" + warehouse(pipeline), readOnly)) {
      return new Comparison(aws.dynamoDb(), connection).compare(table, keys);
    }
  }

  /** Items of all ten types. */
  static List<Map<String, AttributeValue>> items(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                Map.ofEntries(
                    Map.entry("id", AttributeValue.fromS("item-" + i)),
                    Map.entry("n", AttributeValue.fromN(Integer.toString(i))),
                    Map.entry("price", AttributeValue.fromN(i + ".25")),
                    Map.entry(
                        "exact",
                        AttributeValue.fromN("1234567890123456789012345678901234567" + i % 10)),
                    Map.entry(
                        "raw",
                        AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, (byte) i}))),
                    Map.entry("on", AttributeValue.fromBool(i % 2 == 0)),
                    Map.entry("nothing", AttributeValue.fromNul(true)),
                    Map.entry(
                        "map",
                        AttributeValue.fromM(
                            Map.of(
                                "deep", AttributeValue.fromL(List.of(AttributeValue.fromN("1e-3"))),
                                "größe", AttributeValue.fromS("line\nbreak \"quoted\" \\ 改")))),
                    Map.entry("words", AttributeValue.fromSs(List.of("b", "a" + i))),
                    Map.entry(
                        "numbers", AttributeValue.fromNs(List.of("10", "9", "9007199254740993"))),
                    Map.entry(
                        "blobs",
                        AttributeValue.fromBs(
                            List.of(
                                SdkBytes.fromUtf8String("x"), SdkBytes.fromUtf8String("y" + i))))))
        .toList();
  }

  @Override
  public void close() {
    aws.close();
    local.close();
  }
}
