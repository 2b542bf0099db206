package dev.tailrace.backfill;

import java.io.InputStream;

/** Where an export's objects are. Safe for use by several threads. */
public interface ExportStore {
  /**
   * Opens an object from its beginning.
   *
   * @param key the object's key, as manifests have it
   * @throws dev.tailrace.sink.DataFileException when there is no such object
   * @throws AwsException when it can't be had for another reason
   */
  InputStream open(String key);

  /** Whether there is such an object. */
  boolean exists(String key);

  /** What messages call an object. */
  String describe(String key);
}
