package dev.tailrace.local;

import java.io.IOException;
import java.nio.file.Path;

/** Where exports are written to. Safe for several threads. */
interface ObjectStore {

  /** There is no such bucket. */
  final class NoSuchBucket extends IOException {
    private static final long serialVersionUID = 1L;

    NoSuchBucket(String bucket, Throwable cause) {
      super("The specified bucket does not exist: " + bucket, cause);
    }
  }

  /**
   * Writes a small object.
   *
   * @throws NoSuchBucket if there is no such bucket
   */
  void put(String bucket, String key, byte[] content) throws IOException;

  /**
   * Uploads a file in one part, so that its ETag has the form that AWS's exports have.
   *
   * @return the ETag, without quotes
   * @throws NoSuchBucket if there is no such bucket
   */
  String upload(String bucket, String key, Path file) throws IOException;
}
