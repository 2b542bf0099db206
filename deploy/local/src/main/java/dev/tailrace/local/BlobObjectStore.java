package dev.tailrace.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Writes into the S3 server's store, past HTTP. */
final class BlobObjectStore implements ObjectStore {
  private final BlobStore blobs;

  BlobObjectStore(BlobStore blobs) {
    this.blobs = blobs;
  }

  @Override
  public void put(String bucket, String key, byte[] content) throws IOException {
    try (InputStream in = new ByteArrayInputStream(content)) {
      blobs.putBlob(
          PutObjectRequest.builder()
              .bucket(bucket)
              .key(key)
              .contentLength((long) content.length)
              .build(),
          in);
    } catch (NoSuchBucketException missing) {
      throw new NoSuchBucket(bucket, missing);
    }
  }

  @Override
  public String upload(String bucket, String key, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MultipartUpload upload =
          blobs.initiateMultipartUpload(
              CreateMultipartUploadRequest.builder().bucket(bucket).key(key).build());
      String part =
          blobs
              .uploadMultipartPart(
                  upload,
                  UploadPartRequest.builder()
                      .bucket(bucket)
                      .key(key)
                      .uploadId(upload.id())
                      .partNumber(1)
                      .contentLength(Files.size(file))
                      .build(),
                  in)
              .eTag();
      String etag =
          blobs
              .completeMultipartUpload(
                  upload,
                  CompleteMultipartUploadRequest.builder()
                      .bucket(bucket)
                      .key(key)
                      .uploadId(upload.id())
                      .multipartUpload(
                          parts ->
                              parts.parts(CompletedPart.builder().partNumber(1).eTag(part).build()))
                      .build())
              .eTag();
      return etag.replace("\"", "");
    } catch (NoSuchBucketException missing) {
      throw new NoSuchBucket(bucket, missing);
    }
  }
}
