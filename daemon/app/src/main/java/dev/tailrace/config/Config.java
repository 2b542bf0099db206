package dev.tailrace.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All of {@code tailrace.yaml}.
 *
 * @param pipeline scopes what is stored in the sink
 */
public record Config(
    String pipeline,
    AwsConfig aws,
    SourceConfig source,
    ExportConfig export,
    SinkConfig sink,
    LeasesConfig leases,
    StatusConfig status) {

  /** Fills in what is left out. */
  @SuppressWarnings("NullAway") // Jackson passes null for what a file leaves out
  public Config {
    required("pipeline", pipeline);
    required("source", source);
    required("sink", sink);
    aws = aws == null ? AwsConfig.DEFAULT : aws;
    export = export == null ? new ExportConfig(null, null, null) : export;
    leases = leases == null ? new LeasesConfig(null, null) : leases;
    status = status == null ? new StatusConfig(null) : status;
  }

  @SuppressWarnings("NullAway") // as above
  static void required(String key, Object value) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw new ConfigException(key + " is missing");
    }
  }

  /**
   * Where AWS is and who we are there. Without keys, profile or role, the SDK's default chain.
   *
   * @param region the region; empty for the one the environment names
   * @param endpoint one endpoint for DynamoDB, its streams, S3 and STS; empty for AWS's own
   */
  public record AwsConfig(
      Optional<String> region,
      Optional<String> endpoint,
      Optional<String> profile,
      Optional<Secret> accessKeyId,
      Optional<Secret> secretAccessKey,
      Optional<Secret> sessionToken,
      Optional<String> roleArn,
      Optional<String> externalId) {
    static final AwsConfig DEFAULT =
        new AwsConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Checks that keys come in pairs. */
    public AwsConfig {
      if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
        throw new ConfigException("aws: access-key-id and secret-access-key go together");
      }
    }
  }

  /**
   * What is replicated.
   *
   * @param discoveryPeriod between two listings of a stream's shards; 10 s
   * @param pollPeriod between two reads of a shard that had nothing; 1 s
   */
  public record SourceConfig(
      List<TableConfig> tables, Interval discoveryPeriod, Interval pollPeriod) {
    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public SourceConfig {
      if (tables == null || tables.isEmpty()) {
        throw new ConfigException("source.tables is missing or empty; name at least one table");
      }
      tables = List.copyOf(tables);
      discoveryPeriod = discoveryPeriod == null ? Interval.ofSeconds(10) : discoveryPeriod;
      pollPeriod = pollPeriod == null ? Interval.ofSeconds(1) : pollPeriod;
    }
  }

  /**
   * A table, or with a glob all tables whose names match.
   *
   * @param name the table's name; * and ? stand for other characters
   * @param streamArn instead of the name
   * @param backfill where the rows that are there already come from
   * @param target the warehouse table's name; the source's by default
   */
  public record TableConfig(
      Optional<String> name,
      Optional<String> streamArn,
      Optional<String> backfill,
      Optional<String> target) {
    /** Checks that the table is named one way, and that what is asked for is there. */
    public TableConfig {
      if (name.isPresent() == streamArn.isPresent()) {
        throw new ConfigException("source.tables: each table has either a name or a stream-arn");
      }
      String kind = backfill.orElse("export");
      if (kind.equals("scan") || kind.equals("none")) {
        throw new ConfigException(
            "source.tables: backfill: %s is not built yet; leave it out to backfill from an export"
                .formatted(kind));
      }
      if (!kind.equals("export")) {
        throw new ConfigException("source.tables: backfill is export, not " + kind);
      }
    }

    /** The table's name or glob; out of the stream's ARN where that is given. */
    public String tableName() {
      return name.orElseGet(
          () -> streamArn.orElseThrow().replaceFirst("^.*:table/", "").replaceFirst("/.*$", ""));
    }
  }

  /**
   * Where exports go.
   *
   * @param bucket the bucket; needed unless all state is already there
   * @param prefix what the keys begin with; none by default
   * @param format dynamodb-json or ion
   */
  public record ExportConfig(String bucket, String prefix, String format) {
    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public ExportConfig {
      Config.required("export.bucket", bucket);
      prefix = prefix == null ? "" : prefix;
      format = format == null ? "dynamodb-json" : format;
      if (!format.equals("dynamodb-json") && !format.equals("ion")) {
        throw new ConfigException("export.format is dynamodb-json or ion, not " + format);
      }
    }
  }

  /**
   * The warehouse.
   *
   * @param url {@code duckdb:///path/to/file.duckdb}
   * @param schema the schema of the target tables; main
   */
  public record SinkConfig(
      String url, String schema, String layout, String deletes, FlushConfig flush) {
    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public SinkConfig {
      Config.required("sink.url", url);
      schema = schema == null ? "main" : schema;
      layout = layout == null ? "columns" : layout;
      deletes = deletes == null ? "hard" : deletes;
      flush = flush == null ? new FlushConfig(null, 0, null) : flush;
      if (!layout.equals("columns")) {
        throw new ConfigException("sink.layout: only columns is built yet, not " + layout);
      }
      if (!deletes.equals("hard")) {
        throw new ConfigException("sink.deletes: only hard is built yet, not " + deletes);
      }
    }
  }

  /**
   * When a batch is merged, whichever comes first.
   *
   * @param interval since its first change; 10 s
   * @param rows changes; 50,000
   * @param bytes of images; 64 MiB
   */
  public record FlushConfig(Interval interval, int rows, ByteSize bytes) {
    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public FlushConfig {
      interval = interval == null ? Interval.ofSeconds(10) : interval;
      rows = rows == 0 ? 50_000 : rows;
      bytes = bytes == null ? new ByteSize(64L << 20) : bytes;
      if (rows < 1 || bytes.bytes() < 1) {
        throw new ConfigException("sink.flush: rows and bytes are 1 or more");
      }
    }
  }

  /**
   * Who reads what, with several workers.
   *
   * @param table none for one worker, else a DynamoDB table, which is made if it is missing
   * @param handOver the longest time until another worker takes over after a crash; 20 s
   */
  public record LeasesConfig(String table, Interval handOver) {
    private static final Duration SHORTEST_HAND_OVER = Duration.ofSeconds(2);

    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public LeasesConfig {
      table = table == null ? "none" : table;
      handOver = handOver == null ? Interval.ofSeconds(20) : handOver;
      if (handOver.duration().compareTo(SHORTEST_HAND_OVER) < 0) {
        throw new ConfigException(
            "leases.hand-over is 2s or more; workers beat every eighth of it");
      }
    }

    /** Whether there is one worker only, who needs no leases. */
    public boolean isNone() {
      return table.equals("none");
    }
  }

  /**
   * The status page, which is not built yet: the address is taken and nothing listens there.
   *
   * @param listen an address and port, or none
   */
  public record StatusConfig(String listen) {
    /** Fills in the default. */
    @SuppressWarnings("NullAway") // as above
    public StatusConfig {
      listen = listen == null ? "none" : listen;
    }
  }
}
