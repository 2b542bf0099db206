package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An export that was copied into a folder. Manifests name their files by whole keys; of a key, what
 * begins with {@code AWSDynamoDB/} is looked up, so it does not matter how much of the prefix was
 * copied.
 */
public final class FolderStore implements ExportStore {
  private static final String ROOT = ExportLocation.ROOT;

  private final Path folder;

  /** The folder that holds {@code AWSDynamoDB}. */
  public FolderStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public InputStream open(String key) {
    try {
      return Files.newInputStream(path(key));
    } catch (IOException e) {
      throw new DataFileException(
          "%s: can't be read (%s); copy it from the bucket again and start once more"
              .formatted(describe(key), Files.exists(path(key)) ? e.getMessage() : "it is missing"),
          e);
    }
  }

  @Override
  public boolean exists(String key) {
    return Files.isRegularFile(path(key));
  }

  @Override
  public String describe(String key) {
    return path(key).toString();
  }

  private Path path(String key) {
    int root = key.lastIndexOf(ROOT);
    Path path = folder.resolve(root < 0 ? key : key.substring(root)).normalize();
    if (!path.startsWith(folder.normalize())) {
      throw new DataFileException("the manifest names a file outside its folder: " + key);
    }
    return path;
  }
}
