package dev.tailrace.sink.dynamodb;

import dev.tailrace.local.LocalAws;
import dev.tailrace.local.LocalAwsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One DynamoDB Local for all tests of the module, and names in it that no two tests share. */
final class LocalDynamoDb {
  private static final AtomicInteger USES = new AtomicInteger();
  private static final LocalAws AWS = start();
  private static final DynamoDbClient CLIENT = client(List.of());

  private LocalDynamoDb() {}

  private static LocalAws start() {
    try {
      LocalAws aws = LocalAws.start(LocalAwsOptions.in(Files.createTempDirectory("tailrace-test")));
      Runtime.getRuntime().addShutdownHook(new Thread(aws::close));
      return aws;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The client for tests that do nothing to it. */
  static DynamoDbClient client() {
    return CLIENT;
  }

  /** A client whose calls go through interceptors. */
  static DynamoDbClient client(List<ExecutionInterceptor> interceptors) {
    return DynamoDbClient.builder()
        .endpointOverride(AWS.endpoint())
        .region(AWS.region())
        .credentialsProvider(StaticCredentialsProvider.create(AWS.credentials()))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.executionInterceptors(interceptors))
        .build();
  }

  /** Settings with table names of their own. */
  static DynamoDbSettings settings() {
    int use = USES.incrementAndGet();
    return DynamoDbSettings.parse(
        "dynamodb://us-east-1?state-table=state-%d&table-prefix=t%d.&answer-timeout-ms=300000"
            .formatted(use, use));
  }

  /**
   * The same with a state table that keeps everything: DynamoDB Local goes by the machine's clock,
   * and tests live in a past of their own.
   */
  static DynamoDbSettings settingsWithState() {
    DynamoDbSettings settings = settings();
    new TableAdmin(CLIENT, Pause.SLEEP).create(settings.stateTable(), DynamoDbSink.STATE_KEY);
    return settings;
  }

  static List<Map<String, AttributeValue>> scan(String table) {
    return CLIENT.scanPaginator(s -> s.tableName(table).consistentRead(true)).items().stream()
        .toList();
  }
}
