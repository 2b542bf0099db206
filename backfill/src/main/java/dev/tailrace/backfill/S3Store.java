package dev.tailrace.backfill;

import dev.tailrace.backfill.ResumingStream.Body;
import dev.tailrace.backfill.ResumingStream.Pause;
import dev.tailrace.sink.DataFileException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An export in its bucket, or in one that it was copied to. A body that breaks off is asked for
 * again from where it broke off, a bounded number of times; a call that fails is the client's to
 * retry.
 */
public final class S3Store implements ExportStore {
  private final S3Client client;
  private final String bucket;
  private final UnaryOperator<String> place;
  private final Pause pause;

  private final Optional<String> owner;

  /**
   * A bucket of anyone's. The client stays the caller's.
   *
   * @see #S3Store(S3Client, String, Optional)
   */
  public S3Store(S3Client client, String bucket) {
    this(client, bucket, Optional.empty());
  }

  /**
   * A bucket that has to belong to {@code owner}, an account, where that is known: S3 denies access
   * to another's, so nothing is read that somebody else put under the same name.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html">
   *     the condition</a>
   */
  public S3Store(S3Client client, String bucket, Optional<String> owner) {
    this(client, bucket, UnaryOperator.identity(), owner, Pause.jittered());
  }

  /**
   * The objects of the export that lies at {@code location}, in a bucket, wherever AWS wrote it.
   * Else as the other.
   */
  public S3Store(S3Client client, ExportLocation location, Optional<String> owner) {
    this(client, location.bucket().orElseThrow(), location::here, owner, Pause.jittered());
  }

  S3Store(S3Client client, String bucket, Pause pause) {
    this(client, bucket, UnaryOperator.identity(), Optional.empty(), pause);
  }

  private S3Store(
      S3Client client,
      String bucket,
      UnaryOperator<String> place,
      Optional<String> owner,
      Pause pause) {
    this.client = client;
    this.bucket = bucket;
    this.place = place;
    this.owner = owner;
    this.pause = pause;
  }

  @Override
  public InputStream open(String key) {
    return new ResumingStream(
        describe(key), (offset, version) -> body(key, offset, version), pause);
  }

  @Override
  public Optional<InputStream> find(String key) {
    try {
      return Optional.of(open(key));
    } catch (DataFileException missing) {
      return Optional.empty();
    }
  }

  private Body body(String key, long offset, Optional<String> version) {
    ResponseInputStream<GetObjectResponse> in =
        AwsErrors.s3(
            describe(key),
            () ->
                client.getObject(
                    r -> {
                      r.bucket(bucket)
                          .key(place.apply(key))
                          .expectedBucketOwner(owner.orElse(null));
                      if (offset > 0) {
                        r.range("bytes=" + offset + "-").ifMatch(version.orElse(null));
                      }
                    }));
    GetObjectResponse response = in.response();
    if (offset > 0 && !startsAt(offset, response.contentRange())) {
      in.abort();
      throw new AwsException.Permanent(
          "%s: the endpoint sent %s when asked for what begins at byte %d; it has to serve ranges"
              .formatted(describe(key), response.contentRange(), offset),
          new IllegalStateException("not the range that was asked for"));
    }
    return new Body(
        in,
        Optional.ofNullable(response.contentLength()),
        Optional.ofNullable(response.eTag()),
        in::abort);
  }

  private static boolean startsAt(long offset, String contentRange) {
    return String.valueOf(contentRange).startsWith("bytes " + offset + "-");
  }

  @Override
  public String describe(String key) {
    return "s3://" + bucket + "/" + place.apply(key);
  }
}
