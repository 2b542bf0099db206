package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.item.Item;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkAddress;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.dynamodb.DynamoDbSettings;
import dev.tailrace.sink.dynamodb.DynamoDbSink;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sink that is DynamoDB in another region, account or under other names, with clients of its own:
 * the pipeline's credentials, and the role that the sink's URL names.
 */
final class DynamoDbTarget implements Sink {
  private static final String SCHEME = "dynamodb";

  private final AwsClients clients;
  private final Sink sink;

  private DynamoDbTarget(AwsClients clients, Sink sink) {
    this.clients = clients;
    this.sink = sink;
  }

  /** Whether a URL names such a sink. */
  static boolean isUrl(SinkAddress address) {
    return address.isOf(SCHEME);
  }

  static Sink open(String url, AwsConfig aws) {
    DynamoDbSettings settings = DynamoDbSettings.parse(url);
    AwsClients clients =
        new AwsClients(
            new AwsConfig(
                Optional.of(settings.region()),
                settings.endpoint().map(URI::toString),
                aws.profile(),
                aws.accessKeyId(),
                aws.secretAccessKey(),
                aws.sessionToken(),
                settings.roleArn(),
                settings.externalId()));
    try {
      return new DynamoDbTarget(
          clients, DynamoDbSink.open(clients.dynamoDb(), settings, InstantSource.system()));
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  /** Why a target can't be: it is the table that is read, as far as the configuration tells. */
  static Optional<String> refusal(Config config, String source, TargetTable target) {
    SinkAddress address = config.sink().url();
    if (!isUrl(address)) {
      return Optional.empty();
    }
    DynamoDbSettings settings = DynamoDbSettings.parse(address.url());
    boolean samePlace =
        settings.roleArn().equals(config.aws().roleArn())
            && settings.endpoint().map(URI::toString).equals(config.aws().endpoint())
            && config.aws().region().map(settings.region()::equals).orElse(true);
    return samePlace && (settings.tablePrefix() + target.name()).equals(source)
        ? Optional.of(
            "table %s: its target is itself; give it another with target or the sink's table-prefix"
                .formatted(source))
        : Optional.empty();
  }

  @Override
  public Guarantee guarantee() {
    return sink.guarantee();
  }

  @Override
  public TableState read(TableId table) {
    return sink.read(table);
  }

  @Override
  public List<String> obstacles(TableId table, List<TargetTable> targets) {
    return sink.obstacles(table, targets);
  }

  @Override
  public boolean isSameTable(TargetTable one, TargetTable other) {
    return sink.isSameTable(one, other);
  }

  @Override
  public Duration verifyEvery() {
    return sink.verifyEvery();
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    return sink.commit(commit);
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    return sink.load(load);
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    sink.touchedSince(table, target, since, keys);
  }

  @Override
  public List<Quarantined> quarantined(TableId table) {
    return sink.quarantined(table);
  }

  @Override
  public Optional<Item> quarantinedImage(TableId table, Quarantined entry) {
    return sink.quarantinedImage(table, entry);
  }

  @Override
  public boolean release(TableId table, TargetTable target, Quarantined entry, Item image) {
    return sink.release(table, target, entry, image);
  }

  @Override
  public void close() {
    sink.close();
    clients.close();
  }
}
