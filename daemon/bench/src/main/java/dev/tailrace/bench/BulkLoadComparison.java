package dev.tailrace.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tailrace.backfill.DataFile;
import dev.tailrace.backfill.DataFiles;
import dev.tailrace.backfill.ExportLocation;
import dev.tailrace.backfill.ExportManifest;
import dev.tailrace.backfill.ExportStore;
import dev.tailrace.backfill.FolderStore;
import dev.tailrace.backfill.ShapeSampling;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Loads the same export by Tailrace's own way and by DuckDB's {@code read_json}, in turns, and
 * prints items a second, CPU seconds and the ratio. Both end in a table in a closed file, with the
 * same types, on as many threads as there are processors. Arguments: the number of items, of
 * rounds.
 */
public final class BulkLoadComparison {
  private static final TableId ID = new TableId("bench", "orders");
  private static final int FILES = 8;
  private static final PrintStream OUT = System.out;

  private BulkLoadComparison() {}

  /** Runs the comparison; exit code 1 when the two ways do not agree on the rows. */
  public static void main(String... args) throws Exception {
    int items = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 6;
    Path folder = Files.createTempDirectory("tailrace-bench");
    boolean equal;
    try {
      OrdersExport export = new OrdersExport(folder, items, FILES);
      long bytes = export.write();
      OUT.printf(
          "%,d items, %,d bytes of JSON in %d gzip files, %d processors%n",
          items, bytes, FILES, Runtime.getRuntime().availableProcessors());
      equal = rounds(export, folder, items, rounds);
    } finally {
      TemporaryFolder.delete(folder);
    }
    System.exit(equal ? 0 : 1);
  }

  private static boolean rounds(OrdersExport export, Path folder, int items, int rounds)
      throws Exception {
    double[] ratios = new double[rounds];
    double[] cpuRatios = new double[rounds];
    boolean equal = true;
    for (int round = 0; round < rounds; round++) {
      Path ours = folder.resolve("ours.duckdb");
      Path theirs = folder.resolve("theirs.duckdb");
      // Whoever comes second finds a warmer machine, so they take turns at that as well.
      Took second = round % 2 == 0 ? null : took(() -> readJson(export, theirs));
      Took mine = took(() -> load(export, ours));
      Took other = second != null ? second : took(() -> readJson(export, theirs));
      ratios[round] = other.seconds() / mine.seconds();
      cpuRatios[round] = other.cpuSeconds() / mine.cpuSeconds();
      boolean same = checksum(ours).equals(checksum(theirs));
      equal &= same;
      OUT.printf(
          "round %d: tailrace %s; read_json %s; ratio %.2f, by CPU %.2f; %s%n",
          round + 1,
          mine.text(items),
          other.text(items),
          ratios[round],
          cpuRatios[round],
          same ? "same rows" : "DIFFERENT ROWS");
      Files.delete(ours);
      Files.delete(theirs);
    }
    OUT.printf(
        "median ratio %.2f, by CPU %.2f (above 1: Tailrace is quicker)%n",
        median(ratios), median(cpuRatios));
    return equal;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private interface Step {
    void run() throws IOException, SQLException, InterruptedException, ExecutionException;
  }

  /** How long a step took, and how much processor time the whole process used meanwhile. */
  private record Took(double seconds, double cpuSeconds) {
    String text(int items) {
      return "%,.0f items/s (%.2f s, CPU %.2f s)".formatted(items / seconds, seconds, cpuSeconds);
    }
  }

  private static Took took(Step step)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    step.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Took(seconds, (cpuNanos() - cpu) / 1e9);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void load(OrdersExport export, Path file)
      throws InterruptedException, ExecutionException {
    ExportLocation location = ExportLocation.parse(export.location().toUri().toString());
    ExportStore store = new FolderStore(location.folder().orElseThrow());
    ExportManifest manifest = ExportManifest.read(store, location);
    KeySchema key = ShapeSampling.key(store, manifest, List.of("pk", "sk"));
    TargetTable target = new TargetTable("main", "orders", key);
    try (DuckDbSink sink = DuckDbSink.open(file);
        ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      sink.commit(
          commit(0, new Work.CreateShadow(target, ShapeSampling.shape(store, manifest, key))));
      List<Future<?>> loads = new ArrayList<>();
      for (DataFile dataFile : manifest.files()) {
        loads.add(threads.submit(() -> load(sink, store, manifest, dataFile, target)));
      }
      for (Future<?> load : loads) {
        load.get();
      }
      sink.commit(commit(1, new Work.Swap(target)));
    }
  }

  private static void load(
      DuckDbSink sink,
      ExportStore store,
      ExportManifest manifest,
      DataFile file,
      TargetTable target) {
    try (ItemReader items = DataFiles.open(store, file, manifest.summary().format())) {
      sink.load(
          new DataFileLoad(
              ID,
              1,
              target,
              file.key(),
              manifest.summary().exportTime(),
              DataFileLoad.Kind.FULL,
              items));
    }
  }

  private static Commit commit(long version, Work work) {
    LifeRow life = new LifeRow(version + 1, 1, "BENCH", "");
    return new Commit(ID, version, Optional.of(life), List.of(), List.of(work));
  }

  private static void readJson(OrdersExport export, Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("SET preserve_insertion_order = false");
      statement.execute(
          """
          CREATE TABLE orders AS
          SELECT Item.pk.S AS pk, Item.sk.S AS sk, Item.name.S AS name, Item.email.S AS email,
                 Item.price.N AS price, Item.quantity.N AS quantity, Item.active.BOOL AS active,
                 Item.created.N AS created, Item.address.M AS address, Item.tags.L AS tags,
                 Item.note.S AS note
          FROM read_json('%s/data/*.json.gz', format = 'newline_delimited', columns = {Item:
            'STRUCT(pk STRUCT(S VARCHAR), sk STRUCT(S VARCHAR), name STRUCT(S VARCHAR),
             email STRUCT(S VARCHAR), price STRUCT(N DECIMAL(18,2)), quantity STRUCT(N BIGINT),
             active STRUCT(BOOL BOOLEAN), created STRUCT(N BIGINT), address STRUCT(M JSON),
             tags STRUCT(L JSON), note STRUCT(S VARCHAR))'})
          """
              .formatted(export.location()));
    }
  }

  /** Of the columns that both ways write alike; nested ones stay DynamoDB JSON with read_json. */
  private static String checksum(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT count(*) || ':' || sum(price) || ':' || sum(quantity) || ':' || sum(created)"
                    + " || ':' || sum(hash(pk, sk, name, email, note)::HUGEINT)"
                    + " || ':' || count(*) FILTER (active) || ':' || count(address) || ':' || count(tags)"
                    + " FROM orders")) {
      result.next();
      return result.getString(1);
    }
  }
}
