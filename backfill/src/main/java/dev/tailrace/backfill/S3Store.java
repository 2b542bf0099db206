package dev.tailrace.backfill;

import java.io.InputStream;
import software.amazon.awssdk.services.s3.S3Client;

/** An export in its bucket. */
public final class S3Store implements ExportStore {
  private final S3Client client;
  private final String bucket;

  /** The client stays the caller's. */
  public S3Store(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public InputStream open(String key) {
    return new ResumingStream(describe(key), offset -> from(key, offset));
  }

  private InputStream from(String key, long offset) {
    return AwsErrors.sorted(
        describe(key),
        () ->
            client.getObject(
                r -> {
                  r.bucket(bucket).key(key);
                  if (offset > 0) {
                    r.range("bytes=" + offset + "-");
                  }
                }));
  }

  @Override
  public boolean exists(String key) {
    return AwsErrors.sorted(
        describe(key),
        () ->
            client.listObjectsV2(r -> r.bucket(bucket).prefix(key).maxKeys(1)).contents().stream()
                .anyMatch(object -> object.key().equals(key)));
  }

  @Override
  public String describe(String key) {
    return "s3://" + bucket + "/" + key;
  }
}
