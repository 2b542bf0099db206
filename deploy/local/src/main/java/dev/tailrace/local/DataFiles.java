package dev.tailrace.local;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * The data files of an export while they are written, in a temporary folder: lines go to one after
 * the other, except that with more than one file the first stays empty.
 */
final class DataFiles implements Closeable {
  private final Path folder;
  private final List<DataFile> files = new ArrayList<>();
  private long items;
  private long bytes;

  DataFiles(int count) throws IOException {
    folder = Files.createTempDirectory("tailrace-export-");
    for (int i = 0; i < count; i++) {
      files.add(new DataFile(folder.resolve("data-" + i + ".gz")));
    }
  }

  /** Adds an item's line. */
  void add(byte[] line) throws IOException {
    int spread = files.size() == 1 ? 1 : files.size() - 1;
    files.get(files.size() - spread + (int) (items % spread)).add(line);
    items++;
    bytes += line.length;
  }

  /** Ends the files; nothing can be added any more. */
  List<DataFile> finished() throws IOException {
    for (DataFile file : files) {
      file.finish();
    }
    return files;
  }

  long items() {
    return items;
  }

  /** The size of all lines before compression. */
  long bytes() {
    return bytes;
  }

  /** Deletes the files. */
  @Override
  public void close() throws IOException {
    for (DataFile file : files) {
      file.finish();
      Files.deleteIfExists(file.path());
    }
    Files.deleteIfExists(folder);
  }

  /** One gzip file with its count and checksum. */
  static final class DataFile {
    private final Path path;
    private final DigestOutputStream digest;
    private final OutputStream lines;
    private long items;
    private boolean finished;

    DataFile(Path path) throws IOException {
      this.path = path;
      this.digest =
          new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(path)), md5());
      this.lines = new GZIPOutputStream(digest, 8192);
    }

    void add(byte[] line) throws IOException {
      lines.write(line);
      items++;
    }

    void finish() throws IOException {
      if (!finished) {
        finished = true;
        lines.close();
      }
    }

    Path path() {
      return path;
    }

    long items() {
      return items;
    }

    /** The MD5 of the finished file, in Base64; to be asked for once. */
    String md5Checksum() {
      return Base64.getEncoder().encodeToString(digest.getMessageDigest().digest());
    }
  }

  /** The MD5 of bytes, in Base64. */
  static String md5Checksum(byte[] content) {
    return Base64.getEncoder().encodeToString(md5().digest(content));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has MD5", impossible);
    }
  }
}
