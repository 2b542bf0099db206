package dev.tailrace.backfill;

import dev.tailrace.item.Item;
import dev.tailrace.sink.ItemReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store of one object. */
final class InMemory implements ExportStore {
  static final String NAME = "bucket/data.gz";

  /** What a file of an incremental export says of one key. */
  record Change(String item, boolean delete) {}

  private final byte[] object;
  private int left;

  InMemory(byte[] object) {
    this.object = object;
  }

  /** The items of a file of these bytes, of which the manifest says this. */
  static List<String> read(byte[] object, ExportFormat format, long itemCount, String md5) {
    List<String> items = new ArrayList<>();
    DataFile file = new DataFile("data.gz", itemCount, md5, "");
    try (ItemReader reader = DataFiles.open(new InMemory(object), file, format)) {
      while (reader.next()) {
        items.add(Item.slice(reader.bytes(), reader.from(), reader.to()).toString());
      }
    }
    return items;
  }

  /** The items of a sound file of this text. */
  static List<String> read(String text, ExportFormat format, long itemCount) {
    byte[] object = HandMadeExport.gzip(text);
    return read(object, format, itemCount, HandMadeExport.md5(object));
  }

  /** The changes that a file of these bytes, of which the manifest says this, holds. */
  static List<Change> changes(byte[] object, ExportFormat format, long itemCount, String md5) {
    List<Change> changes = new ArrayList<>();
    DataFile file = new DataFile("data.gz", itemCount, md5, "");
    try (ItemReader reader = DataFiles.openChanges(new InMemory(object), file, format)) {
      while (reader.next()) {
        Item item = Item.slice(reader.bytes(), reader.from(), reader.to());
        changes.add(new Change(item.toString(), reader.isDelete()));
      }
    }
    return changes;
  }

  /** The changes of a sound file of this text. */
  static List<Change> changes(String text, ExportFormat format, long itemCount) {
    byte[] object = HandMadeExport.gzip(text);
    return changes(object, format, itemCount, HandMadeExport.md5(object));
  }

  /** How many streams were opened and not closed. */
  int left() {
    return left;
  }

  @Override
  public InputStream open(String key) {
    left++;
    return new ByteArrayInputStream(object) {
      @Override
      public void close() {
        left--;
      }
    };
  }

  @Override
  public Optional<InputStream> find(String key) {
    return Optional.of(open(key));
  }

  @Override
  public String describe(String key) {
    return NAME;
  }
}
