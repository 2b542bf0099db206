package dev.tailrace.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where a pipeline's sockets may be, on this machine and for this user.
 *
 * @param sockets one for each daemon that may run there at once; several only where the user did
 *     not name one
 */
public record ControlPlace(List<Path> sockets) {
  /** Linux takes 107 bytes, macOS 103. */
  private static final int LONGEST = 100;

  private static final int DAEMONS = 8;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  /** Copies the list. */
  public ControlPlace {
    sockets = List.copyOf(sockets);
  }

  /** The one that the user named. */
  public static ControlPlace named(Path socket) {
    return new ControlPlace(List.of(socket.toAbsolutePath()));
  }

  /**
   * Those of a pipeline, by its name and its configuration's file: in {@code XDG_RUNTIME_DIR}, or
   * in the folder for temporary files.
   *
   * @throws IOException when there is no such file
   */
  public static ControlPlace of(String pipeline, Path configFile, Map<String, String> environment)
      throws IOException {
    Path folder =
        Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
            .filter(d -> !d.isBlank())
            .map(d -> Path.of(d).resolve("tailrace"))
            .orElseGet(
                () ->
                    Path.of(System.getProperty("java.io.tmpdir"))
                        .resolve("tailrace-" + System.getProperty("user.name")));
    String key = key(pipeline + "\n" + configFile.toRealPath());
    return new ControlPlace(
        IntStream.range(0, DAEMONS).mapToObj(i -> folder.resolve(key + "-" + i)).toList());
  }

  private static String key(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes the folder of the sockets, if it is missing, for this user alone.
   *
   * @throws IOException when it is not this user's own, others may enter it, or a socket's path is
   *     too long; the message says what to do
   */
  void prepare() throws IOException {
    Path socket = sockets.getFirst();
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new IOException(
          "%s is longer than the %d bytes that a socket's path may have; set control.socket to a shorter one"
              .formatted(socket, LONGEST));
    }
    Path folder = socket.getParent();
    if (folder == null) {
      throw new IOException(socket + " is in no folder");
    }
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    check(folder);
  }

  private static void check(Path folder) throws IOException {
    boolean isFolder = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    permissions.retainAll(OTHERS);
    if (!isFolder || !permissions.isEmpty() || !isOurs(folder)) {
      throw new IOException(
          "%s has to be a folder of this user that nobody else may enter; chmod 700 it, or set control.socket to a path in another"
              .formatted(folder));
    }
  }

  /** What this process makes belongs to the user it runs as. */
  private static boolean isOurs(Path folder) throws IOException {
    Path made = Files.createTempFile(folder, ".owner", "");
    try {
      return Files.getOwner(made).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS));
    } finally {
      Files.deleteIfExists(made);
    }
  }
}
