package dev.tailrace.config;

import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All of {@code tailrace.yaml}.
 *
 * @param pipeline scopes what is stored in the sink
 */
public record Config(
    @Key(required = true, example = "shop") String pipeline,
    AwsConfig aws,
    @Key(required = true) SourceConfig source,
    @Key(required = true) ExportConfig export,
    @Key(required = true) SinkConfig sink,
    LeasesConfig leases,
    StatusConfig status,
    ControlConfig control) {

  /** Fills in what is left out. */
  @SuppressWarnings("NullAway") // null is what a file leaves out
  public Config {
    required("pipeline", pipeline);
    required("source", source);
    required("sink", sink);
    aws = aws == null ? AwsConfig.DEFAULT : aws;
    required("export", export);
    leases = leases == null ? new LeasesConfig(null, null) : leases;
    status = status == null ? new StatusConfig(null, null, null) : status;
    control = control == null ? new ControlConfig(null) : control;
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
    return new Config(pipeline, aws, source, export, at, leases, status, control);
  }

  @SuppressWarnings("NullAway") // as above
  static void required(String key, Object value) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw new ConfigException(key, "is missing");
    }
  }

  /**
   * Where AWS is and who we are there. Without keys, profile or role, the SDK's default chain.
   *
   * @param region the region; empty for the one the environment names
   * @param endpoint one endpoint for DynamoDB, its streams, S3 and STS; empty for AWS's own
   */
  public record AwsConfig(
      @Key(example = "eu-central-1") Optional<String> region,
      @Key(example = "http://127.0.0.1:4566") Optional<String> endpoint,
      Optional<String> profile,
      Optional<Secret> accessKeyId,
      Optional<Secret> secretAccessKey,
      Optional<Secret> sessionToken,
      @Key(example = "arn:aws:iam::123456789012:role/tailrace") Optional<String> roleArn,
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

    /** Checks that keys come in pairs, and that AWS will take all of it. */
    public AwsConfig {
      if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
        throw new ConfigException("", "access-key-id and secret-access-key go together");
      }
      if (externalId.isPresent() && roleArn.isEmpty()) {
        throw new ConfigException("external-id", "needs a role-arn beside it");
      }
      AwsChecks.region("region", region);
      AwsChecks.endpoint("endpoint", endpoint);
      AwsChecks.word("access-key-id", accessKeyId);
      AwsChecks.word("secret-access-key", secretAccessKey);
      AwsChecks.word("session-token", sessionToken);
      AwsChecks.role("role-arn", roleArn);
      AwsChecks.externalId("external-id", externalId);
    }
  }

  /**
   * What is replicated.
   *
   * @param discoveryPeriod between two listings of a stream's shards; 10 s
   * @param pollPeriod between two reads of a shard that had nothing; 1 s
   */
  public record SourceConfig(
      @Key(required = true, example = "- name: orders") List<TableConfig> tables,
      Interval discoveryPeriod,
      Interval pollPeriod) {
    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public SourceConfig {
      if (tables == null || tables.isEmpty()) {
        throw new ConfigException(
            "tables", "is empty; name at least one table, as in - name: orders");
      }
      tables = List.copyOf(tables);
      discoveryPeriod = discoveryPeriod == null ? Interval.ofSeconds(10) : discoveryPeriod;
      pollPeriod = pollPeriod == null ? Interval.ofSeconds(1) : pollPeriod;
    }
  }

  /**
   * Where exports go.
   *
   * @param bucket the bucket
   * @param prefix what the keys begin with; none by default
   * @param format dynamodb-json or ion
   * @param bucketRegion the bucket's region, where it is not the tables'; AWS exports across
   *     regions
   * @param bucketOwner the account that the bucket belongs to; the tables' by default. A bucket of
   *     another account receives nothing and is read nothing from.
   * @param kmsKey the KMS key that exports are encrypted with; S3's own by default
   */
  public record ExportConfig(
      @Key(required = true, example = "shop-exports") String bucket,
      String prefix,
      String format,
      Optional<String> bucketRegion,
      @Key(example = "\"123456789012\"") Optional<String> bucketOwner,
      Optional<String> kmsKey) {
    /** The account in an ARN. */
    private static final Pattern ACCOUNT = Pattern.compile("arn:[^:]*:[^:]*:[^:]*:(\\d{12}):.*");

    /** Fills in the defaults. */
    @SuppressWarnings("NullAway") // as above
    public ExportConfig {
      Config.required("bucket", bucket);
      AwsChecks.bucket("bucket", bucket);
      AwsChecks.region("bucket-region", bucketRegion);
      AwsChecks.account("bucket-owner", bucketOwner);
      AwsChecks.kmsKey("kms-key", kmsKey);
      prefix = prefix == null ? "" : prefix;
      format = format == null ? "dynamodb-json" : format;
      if (!format.equals("dynamodb-json") && !format.equals("ion")) {
        throw new ConfigException("format", "is dynamodb-json or ion");
      }
    }

    /**
     * The account that the bucket of a table's exports has to belong to: the one that is set, else
     * the table's own.
     */
    public Optional<String> ownerFor(String tableArn) {
      return bucketOwner.or(
          () ->
              Optional.of(ACCOUNT.matcher(tableArn)).filter(Matcher::matches).map(m -> m.group(1)));
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
      @Key(required = true, example = "duckdb:///data/warehouse.duckdb") SinkAddress url,
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
      Config.required("url", url.url());
      schema = schema == null ? "main" : schema;
      layout = layout == null ? "columns" : layout;
      deletes = deletes == null ? "hard" : deletes;
      flush = flush == null ? new FlushConfig(Optional.empty(), 0, null) : flush;
      expiries = expiries == null ? deletes : expiries;
      Modes.layout(layout);
      Modes.deletes("deletes", deletes);
      Modes.deletes("expiries", expiries);
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
        throw new ConfigException("", "rows and bytes are 1 or more");
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
        throw new ConfigException("hand-over", "is 2s or more; workers beat every eighth of it");
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
  public record StatusConfig(
      @Key(example = "127.0.0.1:8080") String listen, List<String> hosts, Interval unreadyAfter) {
    private static final int LARGEST_PORT = 65_535;

    /** Fills in the defaults and checks the address. */
    @SuppressWarnings("NullAway") // as above
    public StatusConfig {
      listen = listen == null ? "none" : listen;
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
      if (!hosts.stream().allMatch(h -> h.matches("[A-Za-z0-9._-]+"))) {
        throw new ConfigException(
            "hosts", "are host names without scheme or port, such as tailrace.internal");
      }
      unreadyAfter = unreadyAfter == null ? Interval.ofSeconds(300) : unreadyAfter;
      if (!listen.equals("none") && !isAddress(listen)) {
        throw new ConfigException(
            "listen", "is an address and a port of 0 to 65535, as 127.0.0.1:8080, or none");
      }
    }

    private static boolean isAddress(String text) {
      return text.matches(".+:\\d{1,5}")
          && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= LARGEST_PORT;
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

  /**
   * How commands on this machine reach a running daemon.
   *
   * @param socket the path of a Unix socket, auto for one in the user's folder for such things, or
   *     none; auto
   */
  public record ControlConfig(String socket) {
    /** Fills in the default. */
    @SuppressWarnings("NullAway") // as above
    public ControlConfig {
      socket = socket == null || socket.isBlank() ? "auto" : socket;
    }
  }
}
