package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Real exceptions of the SDK, provoked on this machine. */
final class AwsWordsTest {
  private static final AwsCredentialsProvider KEYS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"));

  private final Loopback server = new Loopback(this::answer);
  private volatile int status = 400;
  private volatile String answer = "";

  private void answer(HttpExchange exchange) throws IOException {
    Loopback.answer(exchange, status, answer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatDynamoDbSaysIsPassedOnWithItsCode() {
    dynamoDbAnswers(
        "ExpiredTokenException", "The security token included in the request is expired");
    Throwable failure = dynamoDb();
    assertThat(AwsWords.of(failure))
        .isEqualTo("The security token included in the request is expired (ExpiredTokenException)");
    assertThat(AwsWords.codeOf(failure)).isEqualTo("ExpiredTokenException");
    assertThat(AwsWords.isOfCredentials(failure)).isFalse();
  }

  @Test
  void whatS3SaysIsPassedOnWithItsCode() {
    String kms =
        "User: arn:aws:sts::1:assumed-role/t/i is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/11-22 because no identity-based policy allows the kms:Decrypt action";
    s3Answers(403, "AccessDenied", kms);
    assertThat(AwsWords.of(s3())).isEqualTo(kms + " (AccessDenied)");
    s3Answers(301, "PermanentRedirect", "The bucket must be addressed elsewhere.");
    assertThat(AwsWords.of(s3()))
        .isEqualTo("The bucket must be addressed elsewhere (PermanentRedirect)");
  }

  @Test
  void anAnswerOfSomethingElseIsToldFromOneOfAws() {
    status = 404;
    answer = "<html><body>no such page</body></html>";
    assertThat(AwsWords.of(dynamoDb()))
        .matches("http://127.0.0.1:\\d+ answered with HTTP status 404 and no error of AWS's; .*");
    status = 200;
    assertThat(AwsWords.of(dynamoDb()))
        .matches("http://127.0.0.1:\\d+ answered with something that is not AWS's; .*");
  }

  @Test
  void aRefusedConnectionNamesHostAndPort() {
    DynamoDbClient client = server.dynamoDb();
    server.close();
    Throwable failure = catchThrowable(client::listTables);
    assertThat(AwsWords.of(failure))
        .matches("http://127.0.0.1:\\d+ can't be connected to \\(Connection refused\\)");
    assertThat(AwsWords.codeOf(failure)).isEmpty();
  }

  @Test
  void aNameThatIsNotResolvedIsNamed() {
    assertThat(AwsWords.of(calling(b -> b.endpointOverride(URI.create("http://no-such.invalid")))))
        .isEqualTo(
            "the host name no-such.invalid can't be resolved; check the region, the endpoint and this machine's network");
  }

  @Test
  void anEndpointThatIsSilentIsNamed() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + silent.getLocalPort();
      assertThat(
              AwsWords.of(
                  calling(
                      b ->
                          b.endpointOverride(URI.create(endpoint))
                              .httpClientBuilder(
                                  UrlConnectionHttpClient.builder()
                                      .socketTimeout(Duration.ofMillis(50))))))
          .isEqualTo(endpoint + " did not answer in time (Read timed out)");
    }
  }

  @Test
  void aCallThatTakesTooLongNamesItsEndpoint() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + silent.getLocalPort();
      assertThat(
              AwsWords.of(
                  calling(
                      b ->
                          b.endpointOverride(URI.create(endpoint))
                              .overrideConfiguration(
                                  o ->
                                      o.apiCallTimeout(Duration.ofMillis(50))
                                          .addExecutionInterceptor(new AwsEndpoint())))))
          .endsWith(" did not answer in time");
    }
  }

  @Test
  void missingCredentialsAreSaidWithoutTheListOfProviders() {
    AwsCredentialsProvider none =
        AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(), profile("default"));
    Throwable failure = calling(b -> b.credentialsProvider(none));
    assertThat(AwsWords.of(failure))
        .isEqualTo(
            "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or aws.profile, or run where a role is attached");
    assertThat(AwsWords.isOfCredentials(failure)).isTrue();
  }

  @Test
  void aSourceOfCredentialsThatIsSetUpAndFailsIsNamed() {
    AwsCredentialsProvider broken =
        () -> {
          throw SdkClientException.create("Token is expired. Run aws sso login");
        };
    AwsCredentialsProvider named = new SsoCredentialsProvider(broken);
    Throwable failure =
        calling(
            b ->
                b.credentialsProvider(
                    AwsCredentialsProviderChain.of(
                        EnvironmentVariableCredentialsProvider.create(), named)));
    assertThat(AwsWords.of(failure)).endsWith(" (Token is expired. Run aws sso login)");
  }

  private record SsoCredentialsProvider(AwsCredentialsProvider broken)
      implements AwsCredentialsProvider {
    @Override
    public software.amazon.awssdk.auth.credentials.AwsCredentials resolveCredentials() {
      return broken.resolveCredentials();
    }

    @Override
    public String toString() {
      return "SsoCredentialsProvider()";
    }
  }

  @Test
  void aProfileWithoutCredentialsIsNamed() {
    assertThat(AwsWords.of(calling(b -> b.credentialsProvider(profile("nosuch")))))
        .isEqualTo(
            "profile nosuch has no credentials in the AWS credentials and config files; check aws.profile and AWS_PROFILE");
  }

  @Test
  void aRefusalOfStsInAnotherServicesCallIsSaidToBeThat() {
    AwsCredentialsProvider refused =
        () -> {
          throw AwsServiceException.builder()
              .message("not authorized (Service: Sts, Status Code: 403, Request ID: 1)")
              .statusCode(403)
              .awsErrorDetails(
                  AwsErrorDetails.builder()
                      .serviceName("Sts")
                      .errorCode("AccessDenied")
                      .errorMessage("not authorized to perform: sts:AssumeRole")
                      .build())
              .build();
        };
    Throwable failure = calling(b -> b.credentialsProvider(refused));
    assertThat(AwsWords.of(failure))
        .isEqualTo(
            "no credentials could be had from AWS STS or SSO: not authorized to perform: sts:AssumeRole (AccessDenied)");
    assertThat(AwsWords.isOfCredentials(failure)).isTrue();
  }

  @Test
  void aRegionThatIsNoneIsNamed() {
    assertThat(AwsWords.of(calling(b -> b.region(Region.of("us esat")))))
        .contains("us%20esat")
        .doesNotContain("software.amazon");
  }

  @Test
  void whatWasSignedIsNotShown() {
    dynamoDbAnswers(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Consult the service documentation for details.\\n\\nThe Canonical String for this request should have been\\n'POST\\nx-amz-security-token:SECRET'");
    assertThat(AwsWords.of(dynamoDb()))
        .isEqualTo(
            "The request signature we calculated does not match the signature you provided. Consult the service documentation for details (InvalidSignatureException)");
    dynamoDbAnswers(
        "IncompleteSignatureException",
        "'SECRET' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4 SECRET'.");
    assertThat(AwsWords.of(dynamoDb())).doesNotContain("SECRET").endsWith("Exception)");
  }

  @Test
  void noiseOfTheSdkIsCut() {
    assertThat(
            SdkNoise.cut(
                "why (Service: S3, Status Code: 404, Request ID: null) (SDK Attempt Count: 4)"))
        .isEqualTo("why");
    assertThat(SdkNoise.cut("java.io.SomeException: why\n at [Source: x.y.Stream; line 1]"))
        .isEqualTo("why");
    assertThat(SdkNoise.cut("Table: prod.eu.Orders not found"))
        .isEqualTo("Table: prod.eu.Orders not found");
    assertThat(SdkNoise.cut(" (Service: S3, Status Code: 404)"))
        .isEqualTo("the SDK gives no reason");
    assertThat(SdkNoise.cut("x".repeat(9_000))).hasSizeLessThan(700);
  }

  private void dynamoDbAnswers(String code, String message) {
    answer = "{\"__type\":\"com.amazonaws#%s\",\"message\":\"%s\"}".formatted(code, message);
  }

  private void s3Answers(int as, String code, String message) {
    status = as;
    answer = "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
  }

  private Throwable dynamoDb() {
    return catchThrowable(() -> server.dynamoDb().listTables());
  }

  private Throwable s3() {
    return catchThrowable(() -> server.s3().getObject(r -> r.bucket("b").key("k")));
  }

  private static ProfileCredentialsProvider profile(String name) {
    return ProfileCredentialsProvider.builder()
        .profileName(name)
        .profileFile(ProfileFile.aggregator().build())
        .build();
  }

  private static Throwable calling(Consumer<DynamoDbClientBuilder> settings) {
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(KEYS)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                o ->
                    o.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new AwsEndpoint()));
    settings.accept(builder);
    return catchThrowable(() -> builder.build().listTables());
  }
}
