package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

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
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public InputStream open(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new DataFileException(
                    describe(key)
                        + ": it is missing; copy it from the bucket again and start once more"));
  }

  @Override
  public Optional<InputStream> find(String key) {
    Path path = path(key);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      // A channel would be closed by an interrupt, and the file be blamed for it.
      return Optional.of(new FileInputStream(path.toFile()));
    } catch (IOException e) {
      throw new DataFileException(
          "%s: can't be read (%s); put that right and start once more"
              .formatted(describe(key), e.getMessage()),
          e);
    }
  }

  @Override
  public String describe(String key) {
    return path(key).toString();
  }

  private Path path(String key) {
    int root = key.lastIndexOf(ROOT);
    Path path;
    try {
      path = folder.resolve(root < 0 ? key : key.substring(root)).normalize();
    } catch (InvalidPathException e) {
      throw Damage.ofManifest(
          folder.toString(), "a manifest names what can't be a file, " + e.getMessage());
    }
    if (!path.startsWith(folder)) {
      throw Damage.ofManifest(folder.toString(), "a manifest names a file outside it, " + key);
    }
    return path;
  }
}
