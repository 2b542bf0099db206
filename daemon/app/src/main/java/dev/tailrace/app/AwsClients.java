package dev.tailrace.app;

import dev.tailrace.backfill.AwsEndpoint;
import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.config.ConfigException;
import dev.tailrace.preflight.AwsSettings;
import dev.tailrace.preflight.AwsTrouble;
import dev.tailrace.sink.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** The AWS clients of one process; each is made when it is first asked for. */
public final class AwsClients implements AutoCloseable {
  /** A file's bytes may take a while to come. */
  private static final Duration S3_SILENCE = Duration.ofSeconds(30);

  /** A stalled read holds up its shard. */
  private static final Duration DYNAMODB_SILENCE = Duration.ofSeconds(10);

  /** With the SDK's own tries. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

  /** It is for a message only. */
  private static final Duration LONGEST_IDENTITY_CALL = Duration.ofSeconds(4);

  private final AwsConfig config;
  private final SdkHttpClient http = http(S3_SILENCE);
  private final SdkHttpClient dynamoDbHttp = http(DYNAMODB_SILENCE);
  private Optional<RenewedCredentials> credentials = Optional.empty();
  private Optional<DynamoDbClient> dynamoDb = Optional.empty();
  private Optional<DynamoDbStreamsClient> streams = Optional.empty();
  private final Map<Optional<String>, S3Client> s3 = new LinkedHashMap<>();
  private Optional<StsClient> sts = Optional.empty();

  /**
   * Clients for what {@code config} names. No call is made. Settings that can't be used are told
   * when the first client is asked for, by a {@link ConfigException} that names all of them.
   */
  public AwsClients(AwsConfig config) {
    this.config = config;
  }

  private static SdkHttpClient http(Duration longestSilence) {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(5))
        .socketTimeout(longestSilence)
        .build();
  }

  private RenewedCredentials credentials() {
    if (credentials.isEmpty()) {
      List<String> problems = AwsSettings.problems(config, System.getenv());
      if (!problems.isEmpty()) {
        throw new ConfigException(String.join("\n", problems));
      }
      credentials =
          Optional.of(new RenewedCredentials(this::newCredentials, InstantSource.system()));
    }
    return credentials.get();
  }

  private AwsCredentialsProvider newCredentials() {
    AwsCredentialsProvider own =
        config
            .accessKeyId()
            .map(this::keys)
            .or(() -> config.profile().map(ProfileCredentialsProvider::create))
            .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    return config.roleArn().map(role -> assuming(role, own)).orElse(own);
  }

  private AwsCredentialsProvider keys(Secret accessKeyId) {
    String secret = config.secretAccessKey().orElseThrow().value();
    return StaticCredentialsProvider.create(
        config
            .sessionToken()
            .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                token -> AwsSessionCredentials.create(accessKeyId.value(), secret, token.value()))
            .orElseGet(() -> AwsBasicCredentials.create(accessKeyId.value(), secret)));
  }

  private AwsCredentialsProvider assuming(String roleArn, AwsCredentialsProvider own) {
    StsClient sts = configured(StsClient.builder().httpClient(http), own).build();
    // The client's connections are shared, so one that is left behind holds nothing.
    return StsAssumeRoleCredentialsProvider.builder()
        .stsClient(sts)
        .refreshRequest(
            r ->
                r.roleArn(roleArn)
                    .roleSessionName("tailrace")
                    .externalId(config.externalId().map(Secret::value).orElse(null)))
        .build();
  }

  private <B extends AwsClientBuilder<B, ?>> B configured(B builder, AwsCredentialsProvider from) {
    builder.credentialsProvider(from);
    ClientOverrideConfiguration own =
        Optional.ofNullable(builder.overrideConfiguration())
            .orElseGet(() -> ClientOverrideConfiguration.builder().build());
    // A refused connection does not say by itself which host and port refused.
    ClientOverrideConfiguration.Builder with =
        own.toBuilder().addExecutionInterceptor(new AwsEndpoint());
    if (from instanceof RenewedCredentials renewed) {
      with.addExecutionInterceptor(renewed.watch());
    }
    builder.overrideConfiguration(with.build());
    config.region().map(Region::of).ifPresent(builder::region);
    config.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
    return builder;
  }

  /** DynamoDB. */
  public synchronized DynamoDbClient dynamoDb() {
    if (dynamoDb.isEmpty()) {
      dynamoDb =
          Optional.of(
              configured(
                      DynamoDbClient.builder()
                          .httpClient(dynamoDbHttp)
                          .overrideConfiguration(o -> o.apiCallTimeout(LONGEST_CALL)),
                      credentials())
                  .build());
    }
    return dynamoDb.get();
  }

  /** DynamoDB's streams. */
  public synchronized DynamoDbStreamsClient streams() {
    if (streams.isEmpty()) {
      streams =
          Optional.of(
              configured(
                      DynamoDbStreamsClient.builder()
                          .httpClient(dynamoDbHttp)
                          .overrideConfiguration(o -> o.apiCallTimeout(LONGEST_CALL)),
                      credentials())
                  .build());
    }
    return streams.get();
  }

  /** S3 in the tables' region, or where S3 says that a bucket is. */
  public S3Client s3() {
    return s3(Optional.empty());
  }

  /**
   * S3 in a region, the tables' by default. Of a bucket that is in another one S3 names the region
   * in its refusal, and the call is made again there. Path style where an endpoint is named, since
   * what listens there knows no host names.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/s3-cross-region.html">
   *     calls across regions</a>
   */
  public synchronized S3Client s3(Optional<String> region) {
    return s3.computeIfAbsent(
        region,
        r -> {
          S3ClientBuilder builder =
              configured(S3Client.builder().httpClient(http), credentials())
                  .crossRegionAccessEnabled(true)
                  .forcePathStyle(config.endpoint().isPresent());
          r.map(Region::of).ifPresent(builder::region);
          return builder.build();
        });
  }

  /**
   * The account that calls are made for, by STS's GetCallerIdentity, which needs no right; empty
   * when it can't be told within some seconds.
   */
  Optional<String> account() {
    return AwsTrouble.unlessItFails(() -> sts().getCallerIdentity().account());
  }

  private synchronized StsClient sts() {
    if (sts.isEmpty()) {
      sts =
          Optional.of(
              configured(
                      StsClient.builder()
                          .httpClient(http)
                          .overrideConfiguration(o -> o.apiCallTimeout(LONGEST_IDENTITY_CALL)),
                      credentials())
                  .build());
    }
    return sts.get();
  }

  @Override
  public synchronized void close() {
    dynamoDb.ifPresent(DynamoDbClient::close);
    streams.ifPresent(DynamoDbStreamsClient::close);
    s3.values().forEach(S3Client::close);
    sts.ifPresent(StsClient::close);
    credentials.ifPresent(RenewedCredentials::close);
    http.close();
    dynamoDbHttp.close();
  }
}
