package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The control plane over one access key's tables in one region of an upstream. */
final class UpstreamAccount implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamAccount.class);

  private final URI upstream;
  private final DynamoDbClient dynamoDb;
  private final DynamoDbStreamsClient streams;
  private final S3Client s3;
  private final TableGuards guards = new TableGuards();
  private final ControlPlane controlPlane;
  private final Map<String, Function<JsonCall, ObjectNode>> operations;
  private final Set<String> behind = ConcurrentHashMap.newKeySet();

  /**
   * @param http shared, and not closed by this
   */
  UpstreamAccount(
      CallerScope caller, UpstreamOptions options, SdkHttpClient http, InstantSource clock) {
    this.upstream = options.dynamoDb();
    StaticCredentialsProvider credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(caller.accessKeyId(), options.secretAccessKey()));
    Region region = Region.of(caller.region());
    this.dynamoDb =
        at(options.dynamoDb(), region, credentials, DynamoDbClient.builder().httpClient(http));
    this.streams =
        at(
            options.dynamoDb(),
            region,
            credentials,
            DynamoDbStreamsClient.builder().httpClient(http));
    this.s3 =
        at(
            options.s3(),
            region,
            credentials,
            S3Client.builder().httpClient(http).forcePathStyle(true));
    TableReader reader = new TableReader(new UpstreamTableCalls(dynamoDb));
    HistorySource histories =
        new UpstreamHistories(dynamoDb, streams, reader, clock, options.exports().journalEntries());
    this.controlPlane =
        new ControlPlane(
            new ExportedTables(guards, reader, histories),
            new S3ObjectStore(s3),
            clock,
            options.exports());
    this.operations =
        controlPlane.operations().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> call -> told(entry.getValue(), call)));
  }

  private static <B extends AwsClientBuilder<B, C>, C> C at(
      URI endpoint, Region region, StaticCredentialsProvider credentials, B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(credentials)
        // Who called tries again anyway.
        .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD))
        .build();
  }

  private ObjectNode told(Function<JsonCall, ObjectNode> operation, JsonCall call) {
    try {
      return operation.apply(call);
    } catch (SdkException failure) {
      throw AwsError.internal("the upstream, " + upstream + ": " + failure.getMessage());
    }
  }

  /** The control plane's operations, by name. */
  Map<String, Function<JsonCall, ObjectNode>> operations() {
    return operations;
  }

  /** Has every journal catch up, so that the times of its entries are near those of the writes. */
  void catchUp() {
    for (String table : guards.names()) {
      try {
        guards.of(table).locked(history -> history.isPresent());
        if (behind.remove(table)) {
          LOG.info("table {}: its stream is followed again", table);
        }
      } catch (AwsError | SdkException failure) {
        // Told once; whoever asks for an export is told again.
        if (behind.add(table)) {
          LOG.warn(
              "table {}: its stream can't be followed, which is tried again until it can: {}",
              table,
              failure.getMessage());
        }
      }
    }
  }

  @Override
  public void close() {
    controlPlane.close();
    s3.close();
    streams.close();
    dynamoDb.close();
  }
}
