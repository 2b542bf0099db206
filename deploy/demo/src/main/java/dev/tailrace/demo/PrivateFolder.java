package dev.tailrace.demo;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** How folders are made that are their owner's alone, where the file system has modes. */
final class PrivateFolder {
  /** For {@code Files.createDirectories}. */
  static final FileAttribute<?>[] ATTRIBUTES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private PrivateFolder() {}
}
