package dev.tailrace.preflight;

import dev.tailrace.preflight.AwsTrouble.Answer;
import dev.tailrace.preflight.Finding.Kind;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Looks at the bucket that exports go to. Nothing is written, so that what only a write shows, such
 * as a key that may not be used, is not found here.
 */
public final class BucketCheck {
  private static final String SERVICE = "S3";
  private static final int ARN_REGION = 3;
  private static final String REGION_HEADER = "x-amz-bucket-region";

  private final Supplier<S3Client> s3;
  private final AwsPlace place;
  private final Findings findings;

  /**
   * A check that notes what it finds in {@code findings}.
   *
   * @param s3 is asked for when a call is made
   */
  public BucketCheck(Supplier<S3Client> s3, AwsPlace place, Findings findings) {
    this.s3 = s3;
    this.place = place;
    this.findings = findings;
  }

  /**
   * Looks at a KMS key without a call: it has to be in the bucket's region, by the page
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
   */
  public void checkKey(String key) {
    String[] arn = key.split(":", -1);
    if (arn.length > ARN_REGION && !place.region().equals(Optional.of(arn[ARN_REGION]))) {
      findings.add(
          Kind.CONFIGURATION,
          "export.kms-key: the key is in %s, and the bucket in %s; name one in the bucket's region"
              .formatted(arn[ARN_REGION], place.region().orElse("an unknown region")));
    }
  }

  /**
   * Looks at the bucket by one call, or two where the first one's answer has no words.
   *
   * @param owner the account that it has to belong to, where it is known
   */
  public void check(String bucket, Optional<String> owner) {
    String thing = "bucket " + bucket;
    switch (AwsTrouble.ask(
        place,
        SERVICE,
        thing,
        () -> s3.get().headBucket(r -> r.bucket(bucket).expectedBucketOwner(owner.orElse(null))))) {
      case Answer.Given<?> there -> findings.ok(thing);
      case Answer.Failed<?> failed -> explain(bucket, owner, thing, failed);
    }
  }

  private void explain(
      String bucket, Optional<String> owner, String thing, Answer.Failed<?> failed) {
    Optional<String> region = elsewhere(failed.cause());
    if (region.isPresent()) {
      findings.add(Kind.PRECONDITION, elsewhere(bucket, region.get()));
      return;
    }
    switch (failed.trouble().kind()) {
      case NOT_FOUND ->
          findings.add(
              Kind.PRECONDITION,
              "bucket %s: there is none; make it with aws s3 mb s3://%s%s"
                  .formatted(bucket, bucket, place.options()));
      case DENIED, OTHER -> findings.add(inWords(bucket, owner, thing, failed.trouble()));
      case IDENTITY, PROTOCOL, UNREACHABLE, PASSING -> findings.add(failed.trouble());
    }
  }

  /**
   * The region that S3 names, where it is another one: it says so in a header of every answer about
   * a bucket, of HeadBucket's too, by the page
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
   */
  private Optional<String> elsewhere(SdkException e) {
    if (!(e instanceof AwsServiceException answer) || answer.awsErrorDetails() == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(answer.awsErrorDetails().sdkHttpResponse())
        .flatMap(r -> r.firstMatchingHeader(REGION_HEADER))
        .filter(r -> !place.region().equals(Optional.of(r)))
        .or(() -> answer.statusCode() == 301 ? Optional.of("another region") : Optional.empty());
  }

  private String elsewhere(String bucket, String region) {
    return "bucket %s: it is in %s, and calls go to %s; set export.bucket-region to where it is"
        .formatted(bucket, region, place.inWords());
  }

  /** HeadBucket's answers have no body; a listing of one key needs the same right and has one. */
  private AwsTrouble inWords(
      String bucket, Optional<String> owner, String thing, AwsTrouble wordless) {
    return switch (AwsTrouble.ask(
        place,
        SERVICE,
        thing,
        () ->
            s3.get()
                .listObjectsV2(
                    r -> r.bucket(bucket).maxKeys(1).expectedBucketOwner(owner.orElse(null))))) {
      case Answer.Given<?> there -> wordless;
      case Answer.Failed<?> failed ->
          failed.trouble().kind() == AwsTrouble.Kind.DENIED
              ? new AwsTrouble(
                  AwsTrouble.Kind.DENIED,
                  "bucket %s: access is denied; allow s3:ListBucket on arn:aws:s3:::%s, and set export.bucket-owner if the bucket is not of account %s. %s"
                      .formatted(
                          bucket,
                          bucket,
                          owner.orElse("of the tables"),
                          failed.trouble().message().replaceFirst("^.*?AWS says", "AWS says")))
              : failed.trouble();
    };
  }
}
