package dev.tailrace.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A started {@link LocalAws} and the AWS SDK's clients to it. */
record TestAws(LocalAws aws, DynamoDbClient dynamoDb, DynamoDbStreamsClient streams, S3Client s3)
    implements AutoCloseable {
  static final String BUCKET = "exports";

  /** Exports that complete at once, over windows as short as a second. */
  static final ExportOptions QUICK =
      ExportOptions.defaults()
          .withInProgress(Duration.ZERO)
          .withShortestWindow(Duration.ofSeconds(1));

  /** A clock that stands still until it is moved. */
  static final class Clock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    Instant forward(Duration step) {
      now = now.plus(step);
      return now;
    }
  }

  static TestAws start(LocalAwsOptions options) throws IOException {
    LocalAws aws = LocalAws.start(options);
    return over(aws, aws.endpoint());
  }

  /** The clients' calls go to an endpoint in front of it. */
  static TestAws over(LocalAws aws, URI endpoint) {
    Region region = aws.region();
    StaticCredentialsProvider credentials = StaticCredentialsProvider.create(aws.credentials());
    return new TestAws(
        aws,
        DynamoDbClient.builder()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build(),
        DynamoDbStreamsClient.builder()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build(),
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build());
  }

  static TestAws quick(Path directory) throws IOException {
    TestAws aws = start(LocalAwsOptions.in(directory).withExports(QUICK));
    aws.s3().createBucket(bucket -> bucket.bucket(BUCKET));
    return aws;
  }

  static TestAws quick(Path directory, InstantSource clock) throws IOException {
    TestAws aws = start(LocalAwsOptions.in(directory).withExports(QUICK).withClock(clock));
    aws.s3().createBucket(bucket -> bucket.bucket(BUCKET));
    return aws;
  }

  /** Makes a table with the string key pk and a stream, and returns its ARN. */
  String table(String name) {
    return dynamoDb
        .createTable(
            table ->
                table
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("pk")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("pk")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .streamSpecification(
                        stream ->
                            stream
                                .streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)))
        .tableDescription()
        .tableArn();
  }

  /** The same, with point-in-time recovery on. */
  String recoverableTable(String name) {
    String arn = table(name);
    recovery(name, true);
    return arn;
  }

  void recovery(String table, boolean on) {
    dynamoDb.updateContinuousBackups(
        backups ->
            backups
                .tableName(table)
                .pointInTimeRecoverySpecification(
                    recovery -> recovery.pointInTimeRecoveryEnabled(on)));
  }

  void put(String table, String pk, String value) {
    dynamoDb.putItem(put -> put.tableName(table).item(item(pk, value)));
  }

  static Map<String, AttributeValue> item(String pk, String value) {
    return Map.of("pk", AttributeValue.fromS(pk), "v", AttributeValue.fromS(value));
  }

  static Map<String, AttributeValue> key(String pk) {
    return Map.of("pk", AttributeValue.fromS(pk));
  }

  List<Map<String, AttributeValue>> scan(String table) {
    return dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().stream().toList();
  }

  /** Exports to {@link #BUCKET} and waits until the export has ended. */
  ExportDescription export(
      String tableArn, Consumer<ExportTableToPointInTimeRequest.Builder> request) {
    return ended(
        dynamoDb
            .exportTableToPointInTime(
                export -> {
                  export.tableArn(tableArn).s3Bucket(BUCKET);
                  request.accept(export);
                })
            .exportDescription()
            .exportArn());
  }

  ExportDescription ended(String exportArn) {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (true) {
      ExportDescription export =
          dynamoDb.describeExport(describe -> describe.exportArn(exportArn)).exportDescription();
      if (export.exportStatus() != ExportStatus.IN_PROGRESS) {
        return export;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(exportArn + " is still in progress");
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** Waits until the wall clock's second is past a moment. */
  static void waitUntilAfter(Instant moment) {
    while (!Instant.now().isAfter(moment)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @Override
  public void close() {
    dynamoDb.close();
    streams.close();
    s3.close();
    aws.close();
  }
}
