package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A data file's items on the local disk, in the folder for temporary files. A data file may turn
 * out to be damaged at its very end, and items can't be taken back; so none is written before the
 * whole file was read. Takes as much room as the items' DynamoDB JSON. Used by one thread.
 */
final class Spool implements AutoCloseable {
  private final Path file;
  private long count;

  private Spool(Path file) {
    this.file = file;
  }

  /**
   * Reads a load's items to the end and checks each.
   *
   * @throws dev.tailrace.sink.DataFileException when the file is damaged
   * @throws dev.tailrace.item.MalformedItemException when an item is, or lacks its key
   */
  static Spool of(DataFileLoad load) {
    Spool spool;
    try {
      spool = new Spool(Files.createTempFile("tailrace-", ".items"));
    } catch (IOException e) {
      throw unwritable(e);
    }
    try {
      spool.fill(load);
      return spool;
    } catch (RuntimeException | Error e) {
      spool.close();
      throw e;
    }
  }

  private void fill(DataFileLoad load) {
    ItemReader items = load.items();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      while (items.next()) {
        check(load, Item.slice(items.bytes(), items.from(), items.to()));
        out.writeBoolean(items.isDelete());
        out.writeInt(items.to() - items.from());
        out.write(items.bytes(), items.from(), items.to() - items.from());
        count++;
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** What is found now leaves nothing behind; later, it would be in the middle of writing. */
  private static void check(DataFileLoad load, Item item) {
    ItemKey.of(load.target().key(), item);
    AttributeValues.of(item);
  }

  private static UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException(
        "a data file can't be kept in the folder for temporary files, %s: %s; make room, or set java.io.tmpdir"
            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
        e);
  }

  long count() {
    return count;
  }

  /** The items once more; closed by the caller, before the spool is. */
  ItemReader items() {
    try {
      return new Reader(
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16)), count);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static final class Reader implements ItemReader {
    private final DataInputStream in;
    private long left;
    private byte[] current = {};
    private boolean delete;

    Reader(DataInputStream in, long count) {
      this.in = in;
      this.left = count;
    }

    @Override
    public boolean next() {
      if (left == 0) {
        return false;
      }
      try {
        delete = in.readBoolean();
        current = new byte[in.readInt()];
        in.readFully(current);
      } catch (IOException e) {
        throw unwritable(e);
      }
      left--;
      return true;
    }

    @Override
    public byte[] bytes() {
      return current;
    }

    @Override
    public int from() {
      return 0;
    }

    @Override
    public int to() {
      return current.length;
    }

    @Override
    public boolean isDelete() {
      return delete;
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }
}
