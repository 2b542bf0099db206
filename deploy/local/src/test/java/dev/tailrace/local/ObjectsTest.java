package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class ObjectsTest {
  private static final String BUCKET = TestAws.BUCKET;

  @TempDir Path directory;
  private TestAws aws;
  private S3Client s3;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.quick(directory);
    s3 = aws.s3();
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void whatIsPutIsGotWholeOrInRanges() {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    String etag =
        s3.putObject(
                put -> put.bucket(BUCKET).key("a/b c+ä%2F.bin"), RequestBody.fromBytes(content))
            .eTag();

    assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("a/b c+ä%2F.bin")).asByteArray())
        .isEqualTo(content);
    assertThat(
            s3.getObjectAsBytes(
                    get -> get.bucket(BUCKET).key("a/b c+ä%2F.bin").range("bytes=1000-1999"))
                .asByteArray())
        .isEqualTo(Arrays.copyOfRange(content, 1000, 2000));
    assertThat(s3.headObject(head -> head.bucket(BUCKET).key("a/b c+ä%2F.bin")))
        .satisfies(
            head -> {
              assertThat(head.contentLength()).isEqualTo(content.length);
              assertThat(head.eTag()).isEqualTo(etag);
            });
  }

  @Test
  void listsComeInPagesUnderAPrefix() {
    for (int i = 0; i < 7; i++) {
      int number = i;
      s3.putObject(put -> put.bucket(BUCKET).key("p/" + number), RequestBody.fromString("x"));
    }
    s3.putObject(put -> put.bucket(BUCKET).key("q"), RequestBody.fromString("x"));

    List<String> keys =
        s3
            .listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix("p/").maxKeys(3))
            .contents()
            .stream()
            .map(S3Object::key)
            .toList();

    assertThat(keys).containsExactly("p/0", "p/1", "p/2", "p/3", "p/4", "p/5", "p/6");
    assertThat(s3.listObjectsV2(list -> list.bucket(BUCKET).delimiter("/")).commonPrefixes())
        .extracting(prefix -> prefix.prefix())
        .containsExactly("p/");
  }

  @Test
  void partsMakeOneObject() {
    byte[] part = new byte[5 << 20];
    String upload = s3.createMultipartUpload(create -> create.bucket(BUCKET).key("big")).uploadId();
    List<CompletedPart> parts =
        List.of(1, 2).stream()
            .map(
                number ->
                    CompletedPart.builder()
                        .partNumber(number)
                        .eTag(
                            s3.uploadPart(
                                    one ->
                                        one.bucket(BUCKET)
                                            .key("big")
                                            .uploadId(upload)
                                            .partNumber(number),
                                    RequestBody.fromBytes(part))
                                .eTag())
                        .build())
            .toList();
    s3.completeMultipartUpload(
        complete ->
            complete
                .bucket(BUCKET)
                .key("big")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(parts)));

    assertThat(s3.headObject(head -> head.bucket(BUCKET).key("big")))
        .satisfies(
            head -> {
              assertThat(head.contentLength()).isEqualTo(10L << 20);
              assertThat(head.eTag()).endsWith("-2\"");
            });
  }

  @Test
  void errorsAreS3s() {
    assertThatThrownBy(() -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("missing")))
        .isInstanceOf(NoSuchKeyException.class);
    assertThatThrownBy(() -> s3.listObjectsV2(list -> list.bucket("not-there")))
        .isInstanceOf(NoSuchBucketException.class);
    s3.putObject(put -> put.bucket(BUCKET).key("k"), RequestBody.fromString("x"));
    assertThatThrownBy(
            () ->
                s3.putObject(
                    put -> put.bucket(BUCKET).key("k").ifNoneMatch("*"),
                    RequestBody.fromString("y")))
        .isInstanceOfSatisfying(
            S3Exception.class, refused -> assertThat(refused.statusCode()).isEqualTo(412));
    assertThatThrownBy(
            () -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("k").range("bytes=10-20")))
        .isInstanceOfSatisfying(
            S3Exception.class, refused -> assertThat(refused.statusCode()).isEqualTo(416));
    assertThatThrownBy(
            () -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("k").ifNoneMatch(etag("k"))))
        .isInstanceOfSatisfying(
            S3Exception.class, same -> assertThat(same.statusCode()).isEqualTo(304));
  }

  private String etag(String key) {
    return s3.headObject(head -> head.bucket(BUCKET).key(key)).eTag();
  }
}
