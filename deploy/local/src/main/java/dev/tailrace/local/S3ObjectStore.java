package dev.tailrace.local;

import java.io.IOException;
import java.nio.file.Path;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Writes into an S3 elsewhere, by HTTP. */
final class S3ObjectStore implements ObjectStore {
  private final S3Client s3;

  S3ObjectStore(S3Client s3) {
    this.s3 = s3;
  }

  @Override
  public void put(String bucket, String key, byte[] content) throws IOException {
    try {
      s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(content));
    } catch (NoSuchBucketException missing) {
      throw new NoSuchBucket(bucket, missing);
    } catch (SdkException failure) {
      throw failed(bucket, key, failure);
    }
  }

  @Override
  public String upload(String bucket, String key, Path file) throws IOException {
    try {
      String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
      String part =
          s3.uploadPart(
                  r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(1),
                  RequestBody.fromFile(file))
              .eTag();
      return s3.completeMultipartUpload(
              r ->
                  r.bucket(bucket)
                      .key(key)
                      .uploadId(upload)
                      .multipartUpload(
                          parts ->
                              parts.parts(
                                  CompletedPart.builder().partNumber(1).eTag(part).build())))
          .eTag()
          .replace("\"", "");
    } catch (NoSuchBucketException missing) {
      throw new NoSuchBucket(bucket, missing);
    } catch (SdkException failure) {
      throw failed(bucket, key, failure);
    }
  }

  private static IOException failed(String bucket, String key, SdkException failure) {
    return new IOException(
        "s3://" + bucket + "/" + key + " can't be written: " + failure.getMessage(), failure);
  }
}
