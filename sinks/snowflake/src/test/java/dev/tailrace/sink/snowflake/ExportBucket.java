package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.StoredFile;
import dev.tailrace.testkit.Items;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A folder in the place of a bucket that exports are written to, and a stage over it. An account
 * sees no folder of this machine: there the stage is an internal one, and files are put into it.
 */
final class ExportBucket {
  static final String STAGE = "\"exports\".\"bucket\"";

  private static final String PREFIX = "an export/AWSDynamoDB/01-ab/data/";

  private final Path folder;
  private final SnowflakeWarehouse warehouse;

  /** Makes the stage, as whoever runs an account does. */
  ExportBucket(Path folder, SnowflakeWarehouse warehouse) {
    this.folder = folder;
    this.warehouse = warehouse;
    warehouse.execute("CREATE SCHEMA IF NOT EXISTS \"exports\"");
    warehouse.execute(
        "CREATE STAGE " + STAGE + (Server.isAccount() ? "" : " URL = '" + url() + "'"));
  }

  /** What an account could not tell of the stage. */
  Optional<ExportStage> known() {
    return Server.isAccount() ? Optional.of(new ExportStage(STAGE, url())) : Optional.empty();
  }

  private String url() {
    return "file://" + folder.toAbsolutePath() + "/";
  }

  Path path(String name) {
    return folder.resolve(PREFIX + name + ".json.gz");
  }

  String key(String name) {
    return PREFIX + name + ".json.gz";
  }

  /** Writes a data file as an export does. */
  StoredFile write(String name, List<Item> items) {
    try {
      Files.createDirectories(path(name).getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path(name)))) {
        for (Item item : items) {
          out.write("{\"Item\":".getBytes(StandardCharsets.UTF_8));
          out.write(item.bytes(), item.from(), item.to() - item.from());
          out.write("}\n".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (Server.isAccount()) {
      warehouse.execute(
          "PUT 'file://%s' '@%s/%s' AUTO_COMPRESS = FALSE OVERWRITE = TRUE"
              .formatted(path(name).toAbsolutePath(), STAGE, PREFIX));
    }
    return file(name, items.size());
  }

  /** A data file of which a manifest says that it is there. */
  StoredFile file(String name, long items) {
    return new StoredFile(url() + key(name), items);
  }

  /** Items that nobody may read, since the warehouse does so itself. */
  static ItemReader unread() {
    ItemReader none = Items.of();
    return new ItemReader() {
      @Override
      public boolean next() {
        throw new AssertionError("an item was read here");
      }

      @Override
      public byte[] bytes() {
        return none.bytes();
      }

      @Override
      public int from() {
        return none.from();
      }

      @Override
      public int to() {
        return none.to();
      }

      @Override
      public boolean isDelete() {
        return false;
      }

      @Override
      public void close() {
        none.close();
      }
    };
  }
}
