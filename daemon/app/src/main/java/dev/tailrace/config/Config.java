package dev.tailrace.config;

import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkAddress;
import java.net.InetSocketAddress;
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
    status = status == null ? new StatusConfig(null, null, null) : status;
  }

  /** The same with another sink's URL. */
  public Config withSinkAt(String url) {
    SinkConfig at =
        new SinkConfig(
            new SinkAddress(url),
            sink.schema(),
            sink.layout(),
            sink.deletes(),
            sink.expiries(),
            sink.shardColumn(),
            sink.hashSecret(),
            sink.flush());
    return new Config(pipeline, aws, source, export, at, leases, status);
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
      Optional<Secret> externalId) {
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
   * @param layout which columns hold an item: columns, document or both
   * @param deletes what becomes of the row of a deleted item: hard, soft or ignore
   * @param expiries the same where DynamoDB deleted it because its time to live had passed; as
   *     deletes
   * @param shardColumn whether rows name the shard that they were read from; false
   * @param hashSecret the key of what tables hash; by default the environment's {@value
   *     #HASH_SECRET}
   */
  public record SinkConfig(
      SinkAddress url,
      String schema,
      String layout,
      String deletes,
      String expiries,
      boolean shardColumn,
      Optional<Secret> hashSecret,
      FlushConfig flush) {
    /** The variable that may hold the key of what is hashed. */
    public static final String HASH_SECRET = "TAILRACE_HASH_SECRET";

    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public SinkConfig {
      Config.required("sink.url", url);
      schema = schema == null ? "main" : schema;
      layout = layout == null ? "columns" : layout;
      deletes = deletes == null ? "hard" : deletes;
      flush = flush == null ? new FlushConfig(Optional.empty(), 0, null) : flush;
      expiries = expiries == null ? deletes : expiries;
      Modes.layout(layout);
      Modes.deletes("sink.deletes", deletes);
      Modes.deletes("sink.expiries", expiries);
    }

    /**
     * How long a change waits for others: 10 s, or a minute in Snowflake, whose warehouses are paid
     * for while they are awake.
     */
    public Duration flushInterval() {
      return flush
          .interval()
          .map(Interval::duration)
          .orElse(Duration.ofSeconds(url.isOf("snowflake") ? 60 : 10));
    }

    /** How a table's rows are made. */
    public TableOptions options(TableConfig table) {
      Deletes ofTable = Modes.deletes("deletes", table.deletes().orElse(deletes));
      String expired = table.expiries().or(table::deletes).orElse(expiries);
      return new TableOptions(
          Modes.layout(table.layout().orElse(layout)),
          ofTable,
          Modes.deletes("expiries", expired),
          table.history(),
          shardColumn);
    }
  }

  /**
   * When a batch is merged, whichever comes first.
   *
   * @param interval since its first change; empty for {@link SinkConfig#flushInterval}'s
   * @param rows changes; 50,000
   * @param bytes of images; 64 MiB
   */
  public record FlushConfig(Optional<Interval> interval, int rows, ByteSize bytes) {
    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public FlushConfig {
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
   * What the daemon tells of itself by HTTP: /healthz, /readyz and /metrics.
   *
   * @param listen an address and port, or none; none
   * @param hosts names, beside localhost and the one that is listened on, under which it may be
   *     asked; none. Addresses always may.
   * @param unreadyAfter how old the oldest change that is not in the sink may be for /readyz; 5m
   */
  public record StatusConfig(String listen, List<String> hosts, Interval unreadyAfter) {
    /** Fills in the defaults and checks the address. */
    @SuppressWarnings("NullAway") // as above
    public StatusConfig {
      listen = listen == null ? "none" : listen;
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
      if (!hosts.stream().allMatch(h -> h.matches("[A-Za-z0-9._-]+"))) {
        throw new ConfigException(
            "status.hosts are host names without scheme or port, such as tailrace.internal");
      }
      unreadyAfter = unreadyAfter == null ? Interval.ofSeconds(300) : unreadyAfter;
      if (!listen.equals("none") && !listen.matches(".+:\\d{1,5}")) {
        throw new ConfigException(
            "status.listen is an address and a port, 127.0.0.1:8080, or none; not " + listen);
      }
    }

    /** Where to listen; empty for nowhere. */
    public Optional<InetSocketAddress> address() {
      if (listen.equals("none")) {
        return Optional.empty();
      }
      int colon = listen.lastIndexOf(':');
      String host = listen.substring(0, colon).replaceAll("[\\[\\]]", "");
      return Optional.of(
          new InetSocketAddress(host, Integer.parseInt(listen.substring(colon + 1))));
    }
  }
}
