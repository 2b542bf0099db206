package dev.tailrace.sink.duckdb;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may read and write a file, as {@code chmod} has it: 0600 is its owner alone. Means nothing on
 * file systems without such modes.
 */
public record FileMode(int bits) {
  /** The owner reads and writes, and nobody else does either. */
  public static final FileMode PRIVATE = new FileMode(0600);

  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");
  private static final PosixFilePermission[] BY_BIT = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  /** Checks that the owner can read and write, and that nobody is to run the file. */
  public FileMode {
    if ((bits & ~0666) != 0 || (bits & 0600) != 0600) {
      throw new IllegalArgumentException(
          "a file mode lets the owner read and write and nobody run the file, such as 0600 or 0640, not 0%o"
              .formatted(bits));
    }
  }

  /**
   * Reads octal digits, such as {@code 0640}.
   *
   * @throws IllegalArgumentException when they are none, with a message for people
   */
  public static FileMode parse(String text) {
    if (!OCTAL.matcher(text).matches()) {
      throw new IllegalArgumentException("a file mode is three octal digits, such as 0600 or 0640");
    }
    return new FileMode(Integer.parseInt(text, 8));
  }

  static boolean isKnownHere() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  static FileMode of(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (int i = 0; i < BY_BIT.length; i++) {
      bits |= permissions.contains(BY_BIT[i]) ? 1 << i : 0;
    }
    return new FileMode((bits & 0666) | 0600);
  }

  Set<PosixFilePermission> ofFile() {
    return permissions(bits);
  }

  /** Those who may read the files may enter the folder. */
  Set<PosixFilePermission> ofFolder() {
    return permissions(bits | ((bits & 0444) >> 2));
  }

  private static Set<PosixFilePermission> permissions(int bits) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BY_BIT.length; i++) {
      if ((bits & (1 << i)) != 0) {
        permissions.add(BY_BIT[i]);
      }
    }
    return permissions;
  }

  FileAttribute<?>[] newFile() {
    return attributes(ofFile());
  }

  FileAttribute<?>[] newFolder() {
    return attributes(ofFolder());
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return isKnownHere()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
