package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.Item;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.StoredFile;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Items;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads data files out of a bucket by the warehouse alone and through this process. */
final class TwoWays implements AutoCloseable {
  static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-02-03T04:05:06.789012Z"));

  private static final Instant EXPORT_TIME = Instant.parse("2025-12-31T00:00:00Z");

  final SnowflakeWarehouse warehouse = new SnowflakeWarehouse(CLOCK);
  final ExportBucket bucket;
  final SnowflakeSink sink;
  private int tables;

  TwoWays(Path folder) {
    bucket = new ExportBucket(folder, warehouse);
    sink = open(warehouse.url(), Server.settings());
  }

  /** A sink that knows the stage. */
  SnowflakeSink open(String url, SnowflakeSettings settings) {
    String stage = "&exportStage=" + ExportBucket.STAGE.replace("\"", "%22");
    return SnowflakeSink.open(url + stage, settings, CLOCK, bucket.known());
  }

  /** One table that is being backfilled. */
  record Table(TableId id, TargetTable target, TableShape shape) {}

  Table create(TableShape shape) {
    String name = "T" + tables++;
    Table table =
        new Table(
            new TableId("shop", name),
            new TargetTable("main", name, shape.key(), shape.options()),
            shape);
    enter(table, 0, "LOADING", new Work.CreateShadow(table.target(), shape));
    return table;
  }

  void enter(Table table, long version, String phase, Work... work) {
    LifeRow life = new LifeRow(version + 1, 1, phase, "{}");
    Commit commit = new Commit(table.id(), version, Optional.of(life), List.of(), List.of(work));
    assertThat(sink.commit(commit)).isInstanceOf(CommitOutcome.Applied.class);
  }

  static DataFileLoad load(
      Table table, String fileKey, ItemReader items, Optional<StoredFile> stored) {
    return load(table, 1, fileKey, items, stored);
  }

  static DataFileLoad load(
      Table table, long version, String fileKey, ItemReader items, Optional<StoredFile> stored) {
    return new DataFileLoad(
        table.id(),
        version,
        table.target(),
        fileKey,
        EXPORT_TIME,
        DataFileLoad.Kind.FULL,
        items,
        stored);
  }

  /**
   * Loads items both ways and compares what stands in the tables then, and again when they are in
   * use, and that the same was found out about the items.
   */
  LoadOutcome.Loaded assertSame(TableShape shape, List<Item> items) {
    Table here = create(shape);
    Table there = create(shape);
    StoredFile file = bucket.write(there.target().name(), items);
    LoadOutcome read = sink.load(load(here, "f", Items.of(items.stream()), Optional.empty()));
    LoadOutcome pushed = sink.load(load(there, "f", ExportBucket.unread(), Optional.of(file)));
    assertThat(pushed).isEqualTo(read);
    assertThat(rows(there))
        .as("%s", shape)
        .hasSameSizeAs(items)
        .containsExactlyInAnyOrderElementsOf(rows(here));
    enter(here, 1, "STREAMING", new Work.Swap(here.target()));
    enter(there, 1, "STREAMING", new Work.Swap(there.target()));
    assertThat(warehouse.columns(there.target()))
        .containsExactlyInAnyOrderElementsOf(warehouse.columns(here.target()));
    assertThat(warehouse.rows(there.target()))
        .containsExactlyInAnyOrderElementsOf(warehouse.rows(here.target()));
    return (LoadOutcome.Loaded) pushed;
  }

  /** What stands in the shadow table. */
  List<Map<String, String>> rows(Table table) {
    String shadow =
        warehouse.query("SHOW TABLES IN SCHEMA \"main\"", r -> r.getString("name")).stream()
            .filter(n -> n.startsWith("_tailrace_shadow_" + table.target().name() + "_"))
            .reduce((one, other) -> other)
            .orElseThrow();
    return warehouse.stored(new TableName("main", shadow));
  }

  @Override
  public void close() {
    sink.close();
    warehouse.close();
  }
}
