package dev.tailrace.backfill;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds the columns that an export's items ask for, from the first items of some of its files. */
public final class ShapeSampling {
  private static final Extent USUAL = new Extent(8, 2_000);

  private ShapeSampling() {}

  /**
   * How much is looked at.
   *
   * @param files how many files at most, spread over the manifest's list
   * @param itemsAFile how many items from the beginning of each at most
   */
  public record Extent(int files, int itemsAFile) {}

  /** As below, from up to 2,000 items of each of up to 8 files. */
  public static TableShape shape(ExportStore store, ExportManifest manifest, KeySchema key) {
    return shape(store, manifest, key, Optional::of);
  }

  /**
   * As the other, of what the items look like to a table.
   *
   * @param key the table's
   * @param view an item as the table has it; empty where it has none
   */
  public static TableShape shape(
      ExportStore store,
      ExportManifest manifest,
      KeySchema key,
      Function<Item, Optional<Item>> view) {
    return shape(store, manifest, key, USUAL, view);
  }

  /**
   * The shape of the table, key columns first; of an export without items nothing but those. A
   * damaged file is not blamed here: it is when it is loaded.
   *
   * @throws AwsException when S3 can't be read just now
   */
  public static TableShape shape(
      ExportStore store, ExportManifest manifest, KeySchema key, Extent extent) {
    return shape(store, manifest, key, extent, Optional::of);
  }

  private static TableShape shape(
      ExportStore store,
      ExportManifest manifest,
      KeySchema key,
      Extent extent,
      Function<Item, Optional<Item>> view) {
    ShapeSampler sampler = new ShapeSampler();
    List<DataFile> files = manifest.files().stream().filter(f -> f.itemCount() > 0).toList();
    int count = Math.min(extent.files(), files.size());
    for (int i = 0; i < count; i++) {
      DataFile file = files.get((int) ((long) i * files.size() / count));
      Consumer<Item> look = item -> view.apply(item).ifPresent(sampler::add);
      sample(store, file, manifest.summary().format(), look, extent.itemsAFile());
    }
    return shape(key, sampler.types());
  }

  /**
   * The key with these names, its types taken from the first item that can be read; strings where
   * the export holds none.
   *
   * @throws DataFileException when an item lacks one of them, or holds it as what can't be a key
   */
  public static KeySchema key(ExportStore store, ExportManifest manifest, List<String> names) {
    Map<String, AttributeType> types = new LinkedHashMap<>();
    for (DataFile file : manifest.files()) {
      if (file.itemCount() > 0 && types.isEmpty()) {
        types.putAll(firstItem(store, file, manifest.summary().format()));
      }
    }
    List<KeySchema.KeyAttribute> attributes = new ArrayList<>();
    for (String name : names) {
      AttributeType type = types.isEmpty() ? AttributeType.S : types.get(name);
      if (type != AttributeType.S && type != AttributeType.N && type != AttributeType.B) {
        throw new DataFileException(
            "the items have no key attribute %s of type S, N or B; they have %s. Name the table's own key"
                .formatted(name, types.keySet()));
      }
      attributes.add(new KeySchema.KeyAttribute(name, type));
    }
    return new KeySchema(attributes);
  }

  private static Map<String, AttributeType> firstItem(
      ExportStore store, DataFile file, ExportFormat format) {
    Map<String, AttributeType> types = new LinkedHashMap<>();
    try (ItemReader items = DataFiles.open(store, file, format)) {
      if (items.next()) {
        ItemCursor cursor = new ItemCursor();
        cursor.overMap(items.bytes(), items.from(), items.to());
        while (cursor.next()) {
          types.put(cursor.name(), cursor.type());
        }
      }
    } catch (DataFileException | MalformedItemException e) {
      // The file is blamed when it is loaded.
      types.clear();
    }
    return types;
  }

  private static void sample(
      ExportStore store, DataFile file, ExportFormat format, Consumer<Item> look, int mostItems) {
    try (ItemReader items = DataFiles.open(store, file, format)) {
      for (int i = 0; i < mostItems && items.next(); i++) {
        look.accept(Item.slice(items.bytes(), items.from(), items.to()));
      }
    } catch (DataFileException | MalformedItemException e) {
      // What came before it counts; the file is blamed when it is loaded.
    }
  }

  private static TableShape shape(KeySchema key, Map<String, ColumnType> sampled) {
    TableShape bare = TableShape.ofKey(key);
    List<Column> keyColumns = new ArrayList<>();
    for (Column column : bare.keyColumns()) {
      ColumnType type = sampled.getOrDefault(column.attribute(), column.type());
      boolean number = column.type() instanceof ColumnType.Decimal;
      boolean suits =
          number && (type instanceof ColumnType.Int64 || type instanceof ColumnType.Decimal);
      keyColumns.add(new Column(column.attribute(), column.name(), suits ? type : column.type()));
    }
    return new TableShape(key, keyColumns).with(new LinkedHashMap<>(sampled));
  }
}
