package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.SinkException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place of a DuckDB file and of what DuckDB puts beside it, and who may read them. DuckDB
 * itself makes files as the process's umask says; so what it would make is there before it looks,
 * with the mode that is wanted. What lies beside the file has the file's own mode.
 */
final class DuckDbFile {
  private final Path path;
  private final Optional<FileMode> asked;

  /**
   * For a path.
   *
   * @param asked the mode to give the file when it is opened; empty to make a new one private and
   *     to leave one that is there as it is
   */
  DuckDbFile(Path path, Optional<FileMode> asked) {
    this.path = path.toAbsolutePath();
    this.asked = asked;
  }

  Path path() {
    return path;
  }

  Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  Path wal() {
    return beside(".wal");
  }

  /** What no other file has while this one is there; empty when there is none, or nobody knows. */
  static Optional<Object> identity(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the file is there.
   *
   * @throws SinkException.Rejected when nobody can tell, since a folder on the way is none or
   *     closed
   */
  boolean exists() {
    try {
      if (Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
        throw new SinkException.Rejected(
            "%s: it is a folder; write the path of a file".formatted(path));
      }
      return true;
    } catch (NoSuchFileException e) {
      if (!Files.isDirectory(nearestThere())) {
        throw unreachable(e);
      }
      return false;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private SinkException unreachable(IOException e) {
    return Failures.ofFolder(path.toString(), e);
  }

  /** The file, or else the folder on the way to it that is there. */
  private Path nearestThere() {
    Path nearest = path;
    while (nearest.getParent() != null && !Files.exists(nearest, LinkOption.NOFOLLOW_LINKS)) {
      nearest = nearest.getParent();
    }
    return nearest;
  }

  /** Why the file can't be made or written, if that can be seen without trying. */
  Optional<String> obstacle() {
    Path nearest = nearestThere();
    if (!nearest.equals(path) && !Files.isDirectory(nearest)) {
      return Optional.of(
          "%s: its folder can't be made, %s is a file; choose another path"
              .formatted(path, nearest));
    }
    Path written = nearest.equals(path) ? path : nearest;
    return Files.isWritable(written)
        ? Optional.empty()
        : Optional.of(
            "%s: this process may not write to %s; give its user the right, or choose another path"
                .formatted(path, written));
  }

  /** Makes the file, and the folders that it is in, where they are missing. */
  void make() throws SQLException {
    FileMode mode = asked.orElse(FileMode.PRIVATE);
    try {
      Path folder = path.getParent();
      Files.createDirectories(folder, mode.newFolder());
      Path workshop =
          Files.createTempDirectory(
              folder, "." + path.getFileName() + "-", FileMode.PRIVATE.newFolder());
      try {
        Path made = workshop.resolve("new");
        DriverManager.getConnection("jdbc:duckdb:" + made).close();
        set(made, mode);
        Files.move(made, path);
      } catch (FileAlreadyExistsException e) {
        // Somebody else made it at the same moment, and theirs is as good.
        return;
      } finally {
        removeAll(workshop);
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static void removeAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  /** Gives the file the mode that was asked for, and makes the folder that DuckDB spills into. */
  void prepareToOpen() {
    try {
      if (asked.isPresent()) {
        set(path, asked.get());
      }
    } catch (IOException e) {
      throw new SinkException.Rejected(
          "%s: its mode can't be set (%s); let its owner run this process, or leave file-mode out"
              .formatted(path, e),
          e);
    }
    try {
      if (!Files.exists(beside(".tmp"))) {
        Files.createDirectory(beside(".tmp"), mode().newFolder());
      }
    } catch (IOException e) {
      // DuckDB makes it when it has to spill, or says why it can't.
      return;
    }
  }

  /** Removes the folder that DuckDB spills into where nothing is in it. */
  void tidy() {
    try {
      Files.deleteIfExists(beside(".tmp"));
    } catch (IOException e) {
      // Somebody spills into it.
      return;
    }
  }

  /** Called before DuckDB may begin a write-ahead log. */
  void prepareToWrite() {
    try {
      if (!Files.exists(wal())) {
        Files.createFile(wal(), mode().newFile());
      }
    } catch (IOException e) {
      // DuckDB made it meanwhile, or can't either and says why.
      return;
    }
  }

  /** Called when DuckDB may have begun another write-ahead log by itself. */
  void protect() {
    try {
      FileMode mode = mode();
      for (String suffix : new String[] {".wal", ".wal.checkpoint", ".wal.recovery"}) {
        Path sibling = beside(suffix);
        if (Files.exists(sibling)) {
          set(sibling, mode);
        }
      }
    } catch (IOException e) {
      // It went away meanwhile.
      return;
    }
  }

  private FileMode mode() throws IOException {
    return FileMode.isKnownHere()
        ? FileMode.of(Files.getPosixFilePermissions(path))
        : FileMode.PRIVATE;
  }

  private static void set(Path file, FileMode mode) throws IOException {
    if (FileMode.isKnownHere() && !Files.getPosixFilePermissions(file).equals(mode.ofFile())) {
      Files.setPosixFilePermissions(file, mode.ofFile());
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
