package dev.tailrace.bench;

import dev.tailrace.backfill.DataFile;
import dev.tailrace.backfill.DataFiles;
import dev.tailrace.backfill.ExportLocation;
import dev.tailrace.backfill.ExportManifest;
import dev.tailrace.backfill.ExportStore;
import dev.tailrace.backfill.FolderStore;
import dev.tailrace.backfill.ShapeSampling;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.PlainJson;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.ItemReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The stages of an item's way from a data file to a row, each for itself, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ItemBenchmark.ITEMS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ItemBenchmark {
  /** Items in the file, enough for several of the reader's buffers. */
  static final int ITEMS = 20_000;

  private static final int BATCH_ROWS = 2_048;

  private final List<Item> items = new ArrayList<>(ITEMS);
  private final ItemCursor cursor = new ItemCursor();
  private final PlainJson plainJson = new PlainJson();
  private final Utf8Buffer out = new Utf8Buffer(1 << 12);
  private Path folder;
  private ExportStore store;
  private ExportManifest manifest;
  private DataFile file;
  private Projector projector;
  private ColumnBatch batch;

  /** Writes a data file and reads its items into memory. */
  @Setup
  public void setUp() throws IOException {
    folder = Files.createTempDirectory("tailrace-bench");
    OrdersExport export = new OrdersExport(folder, ITEMS, 1);
    export.write();
    ExportLocation location = ExportLocation.parse(export.location().toUri().toString());
    store = new FolderStore(location.folder().orElseThrow());
    manifest = ExportManifest.read(store, location);
    file = manifest.files().getFirst();
    try (ItemReader reader = open()) {
      while (reader.next()) {
        byte[] copy = Arrays.copyOfRange(reader.bytes(), reader.from(), reader.to());
        items.add(Item.slice(copy, 0, copy.length));
      }
    }
    TableShape shape =
        ShapeSampling.shape(
            store, manifest, ShapeSampling.key(store, manifest, List.of("pk", "sk")));
    projector = new Projector(shape);
    batch = new ColumnBatch(shape, BATCH_ROWS);
  }

  /** Removes the data file. */
  @TearDown
  public void tearDown() throws IOException {
    TemporaryFolder.delete(folder);
  }

  private ItemReader open() {
    return DataFiles.open(store, file, manifest.summary().format());
  }

  /** Inflating, checking CRC and MD5, and finding each line's item. */
  @Benchmark
  public long gunzipAndFindItems() {
    long bytes = 0;
    try (ItemReader reader = open()) {
      while (reader.next()) {
        bytes += reader.to() - reader.from();
      }
    }
    return bytes;
  }

  /** Name, type and slice of every attribute. */
  @Benchmark
  public long cursorWalk() {
    long sum = 0;
    for (Item item : items) {
      cursor.overMap(item);
      while (cursor.next()) {
        sum += cursor.type() == AttributeType.N ? cursor.valueFrom() : cursor.valueTo();
      }
    }
    return sum;
  }

  /** The whole row: the cursor's walk, numbers, texts copied, nested values as plain JSON. */
  @Benchmark
  public long projection() {
    for (Item item : items) {
      if (batch.isFull()) {
        batch.clear();
      }
      projector.add(item, batch);
    }
    return projector.overflowed();
  }

  /** The whole item as plain JSON. */
  @Benchmark
  public long plainJson() {
    long bytes = 0;
    for (Item item : items) {
      out.clear();
      plainJson.appendItem(item, out);
      bytes += out.length();
    }
    return bytes;
  }

  /** From the file to columns, as a load does it before the sink sees anything. */
  @Benchmark
  public long fileToColumns() {
    long rows = 0;
    try (ItemReader reader = open()) {
      while (reader.next()) {
        if (batch.isFull()) {
          batch.clear();
        }
        projector.add(reader.bytes(), reader.from(), reader.to(), batch);
        rows++;
      }
    }
    return rows;
  }
}
