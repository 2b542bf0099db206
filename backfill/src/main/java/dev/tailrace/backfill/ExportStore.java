package dev.tailrace.backfill;

import java.io.InputStream;
import java.util.Optional;

/** Where an export's objects are. Safe for use by several threads. */
public interface ExportStore {
  /**
   * Opens an object from its beginning.
   *
   * @param key the object's key, as manifests have it
   * @return to be closed by the caller, who need not read it to its end
   * @throws dev.tailrace.sink.DataFileException when there is no such object
   * @throws AwsException when it can't be had for another reason; the stream throws it too
   */
  InputStream open(String key);

  /** Opens an object that may be missing; empty when it is. Else as {@link #open}. */
  Optional<InputStream> find(String key);

  /** What messages call an object. */
  String describe(String key);
}
