package dev.tailrace.app;

import dev.tailrace.backfill.AwsException;
import dev.tailrace.backfill.DataFile;
import dev.tailrace.backfill.DataFiles;
import dev.tailrace.backfill.ExportLocation;
import dev.tailrace.backfill.ExportManifest;
import dev.tailrace.backfill.ExportStore;
import dev.tailrace.backfill.ShapeSampling;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one export into a table. The files go into a shadow table, which takes the target's place
 * once all are there; a run that fails keeps what it loaded for the next.
 */
final class Ingestion {
  private static final String PIPELINE = "ingest";
  private static final String LOADING = "LOADING";
  private static final String LOADED = "LOADED";

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(Ingestion.class);

  private final Sink sink;
  private final ExportStore store;
  private final ExportLocation location;
  private final TableId id;
  private final String schema;
  private final String table;

  Ingestion(Sink sink, ExportStore store, ExportLocation location, String schema, String table) {
    this.sink = sink;
    this.store = store;
    this.location = location;
    this.schema = schema;
    this.table = table;
    this.id = new TableId(PIPELINE, schema + "." + table);
  }

  /**
   * What was done.
   *
   * @param wasThere whether this export was the table's already
   */
  record Result(long items, boolean wasThere) {}

  /**
   * As {@link #run}, and again where something passing was in the way: what is loaded stays loaded.
   *
   * @param longest how long to try again, from the first failure on
   */
  Result runPatiently(List<String> primaryKey, Duration longest) throws InterruptedException {
    Duration waited = Duration.ZERO;
    Duration wait = FIRST_WAIT;
    while (true) {
      try {
        return run(primaryKey);
      } catch (RuntimeException e) {
        if (!passes(e) || waited.compareTo(longest) >= 0) {
          throw e;
        }
        log.warn("{}; trying again in {} s", e.getMessage(), wait.toSeconds());
      }
      TimeUnit.MILLISECONDS.sleep(wait.toMillis());
      waited = waited.plus(wait);
      wait = wait.multipliedBy(2);
    }
  }

  private static boolean passes(RuntimeException e) {
    return e instanceof SinkException.Unavailable
        || e instanceof SinkException.OutcomeUnknown
        || (e instanceof AwsException aws && aws.isPassing());
  }

  private Result run(List<String> primaryKey) {
    ExportManifest manifest = ExportManifest.read(store, location);
    if (manifest.summary().incremental()) {
      throw new DataFileException(
          location + ": is an incremental export; only a full one can be loaded on its own");
    }
    KeySchema key = ShapeSampling.key(store, manifest, primaryKey);
    TargetTable target = new TargetTable(schema, table, key);
    // Another key is another table: what was loaded under one is no use to the other.
    String document =
        "export: %s\nkey: %s\n"
            .formatted(manifest.summary().exportArn(), String.join(",", primaryKey));
    TableState state = sink.read(id);
    if (isAt(state, LOADED, document)) {
      return new Result(manifest.summary().itemCount(), true);
    }
    if (!isAt(state, LOADING, document)) {
      Work create = new Work.CreateShadow(target, ShapeSampling.shape(store, manifest, key));
      commit(state, LOADING, document, create);
      state = sink.read(id);
    }
    load(state, target, manifest);
    commit(state, LOADED, document, new Work.Swap(target));
    return new Result(manifest.summary().itemCount(), false);
  }

  private static boolean isAt(TableState state, String phase, String document) {
    return state
        .life()
        .filter(l -> l.phase().equals(phase) && l.document().equals(document))
        .isPresent();
  }

  private void commit(TableState state, String phase, String document, Work work) {
    long version = state.life().map(LifeRow::version).orElse(0L);
    CommitOutcome outcome =
        sink.commit(
            new Commit(
                id,
                version,
                Optional.of(new LifeRow(version + 1, 1, phase, document)),
                List.of(),
                List.of(work)));
    if (outcome instanceof CommitOutcome.Refused refused) {
      throw takenOver(refused.reason());
    }
  }

  private void load(TableState state, TargetTable target, ExportManifest manifest) {
    long version = state.life().map(LifeRow::version).orElse(0L);
    List<DataFile> missing =
        manifest.files().stream().filter(f -> !state.loadedFiles().containsKey(f.key())).toList();
    KeyedReader.Seen seen = new KeyedReader.Seen(manifest.summary().itemCount());
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> loads = new ArrayList<>();
      for (DataFile file : missing) {
        loads.add(executor.submit(() -> load(file, version, target, manifest, seen)));
      }
      // A damaged file does not keep the others from being loaded: the next run has less to do.
      Optional<RuntimeException> failed = Optional.empty();
      for (Future<?> load : loads) {
        failed = failed.or(() -> outcomeOf(load));
      }
      failed.ifPresent(
          e -> {
            throw e;
          });
    }
  }

  private static Optional<RuntimeException> outcomeOf(Future<?> load) {
    try {
      load.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(
          e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new UserException(ExitCode.FAILURE, "interrupted; the next run goes on"));
    }
  }

  private void load(
      DataFile file,
      long version,
      TargetTable target,
      ExportManifest manifest,
      KeyedReader.Seen seen) {
    try (ItemReader items =
        new KeyedReader(
            DataFiles.open(store, file, manifest.summary().format()),
            target.key(),
            file.key(),
            seen)) {
      LoadOutcome outcome =
          sink.load(
              new DataFileLoad(
                  id,
                  version,
                  target,
                  file.key(),
                  manifest.summary().exportTime(),
                  DataFileLoad.Kind.FULL,
                  items));
      if (outcome instanceof LoadOutcome.Refused refused) {
        throw takenOver(refused.reason());
      }
    }
  }

  private UserException takenOver(String reason) {
    return new UserException(
        ExitCode.FAILURE,
        "table %s.%s: someone else is loading it (%s); let that end and start again"
            .formatted(schema, table, reason));
  }
}
