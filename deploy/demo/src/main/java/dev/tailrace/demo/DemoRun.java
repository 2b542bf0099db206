package dev.tailrace.demo;

import dev.tailrace.app.AwsClients;
import dev.tailrace.app.Daemon;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.local.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One run of the demo: tables, writers and the daemon, in one folder. */
final class DemoRun implements AutoCloseable {
  static final String BUCKET = "tailrace-demo";

  private final DemoWarehouse warehouse;
  private final Config config;
  private final AwsClients aws;
  private final List<DemoWriter> writers = new ArrayList<>();
  private final Daemon daemon;

  /** Fills the tables, starts the writers, then the daemon. */
  DemoRun(LocalAws local, Path folder, DemoWarehouse warehouse, int writesPerSecond)
      throws IOException {
    this.warehouse = warehouse;
    Path file = folder.resolve("tailrace.yaml");
    Files.writeString(file, yaml(local));
    this.config = ConfigFile.read(file);
    this.aws = new AwsClients(config.aws());
    aws.s3().createBucket(r -> r.bucket(BUCKET));
    SourceTables tables = new SourceTables(aws.dynamoDb());
    for (Dataset dataset : Dataset.ALL) {
      List<Map<String, AttributeValue>> items = dataset.items();
      tables.create(dataset.table(), dataset.keys());
      tables.load(dataset.table(), items);
      int share = Math.max(1, writesPerSecond / Dataset.ALL.size());
      writers.add(
          new DemoWriter(aws.dynamoDb(), dataset, items, share, dataset.table().hashCode()));
    }
    this.daemon = Daemon.start(config, aws, warehouse.openSink(config.aws()));
  }

  private String yaml(LocalAws local) {
    return """
    # Written by the demo; ./tailrace run -c takes the same file.
    pipeline: demo
    aws:
      region: %s
      endpoint: %s
      access-key-id: %s
      secret-access-key: %s
    source:
      tables:
        - name: earthquakes
        - name: web_features
      poll-period: 250ms
    export:
      bucket: %s
      prefix: exports/
    sink:
      url: "%s"
      flush: {interval: 1s}
    """
        .formatted(
            local.region().id(),
            local.endpoint(),
            local.credentials().accessKeyId(),
            local.credentials().secretAccessKey(),
            BUCKET,
            warehouse.sinkUrl());
  }

  Daemon daemon() {
    return daemon;
  }

  AwsClients aws() {
    return aws;
  }

  void stopWriters() {
    writers.forEach(DemoWriter::close);
  }

  /** Why writers ended before they were stopped. */
  List<String> writerTroubles() {
    return writers.stream().flatMap(w -> w.trouble().stream()).toList();
  }

  long writes() {
    return writers.stream().mapToLong(DemoWriter::writes).sum();
  }

  @Override
  public void close() {
    stopWriters();
    daemon.close();
    aws.close();
  }
}
