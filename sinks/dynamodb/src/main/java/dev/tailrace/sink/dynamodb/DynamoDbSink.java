package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * DynamoDB as a destination: each target table holds the items of its source, attribute for
 * attribute, and nothing else.
 *
 * <p><b>What moves together.</b> Life row, checkpoints, the change log and the notes of loaded
 * files move in one transaction, each at most once. A target's items are written before it, of each
 * key the last: a crash in between leaves items that are newer than the checkpoint, and the replay
 * writes them again, up to the same end. So the guarantee is at least once; the order per key
 * holds, since a commit returns when no request of its own is under way.
 *
 * <p><b>A worker that was replaced.</b> A commit compares before it writes, and looks again before
 * each request when its last look is older than {@link DynamoDbSettings#checkEvery}; its
 * transaction compares once more. What remains is a request with items that was sent after such a
 * look and arrives when the new worker has already written newer images of the same keys: such
 * items stay older until their next change or a resync. A request is sent at most {@code
 * checkEvery} after a look and given up after {@link DynamoDbSettings#answerTimeout}; both together
 * are shorter than a hand-over of leases by its default, so that what can arrive late is a request
 * that the process, stopped in between, or the network has held up.
 *
 * <p><b>No rename.</b> A table that is being filled and the one that readers see are the same.
 * While a first backfill or a resync runs, readers see some of the items; a resync begins with an
 * empty table: a table that Tailrace made is dropped and made again (and loses indexes, streams and
 * other settings that were added to it), one that was there and empty has its items deleted. During
 * a repair, items go back to what the export had before the change log brings them forward again.
 *
 * <p><b>Items that DynamoDB refuses</b>, such as one of more than 400 KB, are kept in quarantine
 * and have no row; {@link TargetWriter} and {@link Quarantine} tell in what order that is written.
 *
 * <p>Safe for use by several threads; commits of one table take turns within this sink.
 */
public final class DynamoDbSink implements Sink {
  private static final Duration VERIFY_EVERY = Duration.ofSeconds(15);

  private final Parts parts;
  private final BatchWriter writer;
  private final StateTableMaker home;
  private final Sweeper sweeper;
  private final Loader loader;
  private final Map<TableId, ReentrantLock> turns = new ConcurrentHashMap<>();

  private DynamoDbSink(Parts parts, BatchWriter writer, StateTableMaker home) {
    this.parts = parts;
    this.home = home;
    this.writer = writer;
    this.sweeper = new Sweeper(parts.state());
    this.loader = new Loader(parts);
  }

  /**
   * Opens the sink. The first commit makes the state table where it is missing: billed by request,
   * with a time to live; one that is there is used as it is. A state table that has other keys or
   * may not be made is {@link SinkException.Rejected} to a call.
   *
   * @param client for the target's region and account; stays the caller's, who closes it after the
   *     sink
   * @param clock tells when entries of the state table are written
   */
  public static DynamoDbSink open(
      DynamoDbClient client, DynamoDbSettings settings, InstantSource clock) {
    return open(client, settings, clock, System::nanoTime, Pause.SLEEP);
  }

  /** As {@link #open(DynamoDbClient, DynamoDbSettings, InstantSource)}, with a test's time. */
  static DynamoDbSink open(
      DynamoDbClient client,
      DynamoDbSettings settings,
      InstantSource clock,
      LongSupplier nanos,
      Pause pause) {
    TableAdmin admin = new TableAdmin(client, pause);
    StateTable state = new StateTable(client, settings.stateTable(), pause);
    Optional<WriteBudget> budget =
        settings.rate().map(r -> new WriteBudget(r, settings.burstUnits(), nanos, pause));
    BatchWriter writer = new BatchWriter(client, settings, budget, pause);
    Targets targets =
        new Targets(state, admin, new TableContents(client, writer), settings.tablePrefix());
    return new DynamoDbSink(
        new Parts(
            state,
            targets,
            new TargetWriter(state, writer, clock),
            new TouchedKeys(state, clock),
            settings.checkEvery(),
            nanos,
            pause),
        writer,
        new StateTableMaker(client, admin, settings.stateTable()));
  }

  /** The keys of the state table. */
  static final KeySchema STATE_KEY =
      new KeySchema(
          List.of(
              new KeyAttribute(Values.SCOPE, AttributeType.S),
              new KeyAttribute(Values.ENTRY, AttributeType.S)));

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public Duration verifyEvery() {
    return VERIFY_EVERY;
  }

  /** A DynamoDB table is in no schema. */
  @Override
  public boolean isSameTable(TargetTable one, TargetTable other) {
    return one.name().equals(other.name());
  }

  /**
   * Life row and checkpoints are read at one moment. Files that are loaded right after it may be
   * among the loaded ones.
   */
  @Override
  public TableState read(TableId table) {
    return ifStored(
        TableState.none(),
        () -> {
          Snapshot now = Snapshot.whole(parts.state(), table);
          return new TableState(
              now.item().life(),
              now.checkpoints(),
              new LoadedFiles(parts.state(), table).all(now.item().fileGeneration()),
              now.item().logEnd());
        });
  }

  @Override
  public List<String> obstacles(TableId table, List<TargetTable> targets) {
    boolean stored;
    boolean live;
    try {
      stored = home.isThere();
      live = stored && read(table).life().filter(LifeRow::isLive).isPresent();
    } catch (SinkException.Rejected e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    List<String> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (TargetTable target : targets) {
      if (!names.add(target.name())) {
        found.add(
            "%s: two of its targets are the DynamoDB table %s; give one of them another name"
                .formatted(table, parts.targets().nameOf(target.name())));
      }
      parts.targets().obstacle(table, target, stored, live).ifPresent(found::add);
    }
    return found;
  }

  /** What there is to say where something is stored, and {@code otherwise} where nothing is. */
  private <T> T ifStored(T otherwise, Supplier<T> call) {
    return forgetful(() -> home.isThere() ? call.get() : otherwise);
  }

  /** Looks for the state table again once something was not there. */
  private <T> T forgetful(Supplier<T> call) {
    try {
      return call.get();
    } catch (SinkException e) {
      if (e.getCause() instanceof ResourceNotFoundException) {
        home.forget();
      }
      throw e;
    }
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    ReentrantLock turn = turns.computeIfAbsent(commit.table(), t -> new ReentrantLock());
    turn.lock();
    try {
      return forgetful(
          () -> {
            if (commit.expectedLifeVersion() > 0 && !home.isThere()) {
              return new CommitOutcome.Refused(nothingStored(commit.table()));
            }
            home.makeIfMissing();
            return new CommitRun(parts, commit).run(now -> sweeper.sweep(commit.table(), now));
          });
    } finally {
      turn.unlock();
    }
  }

  private static String nothingStored(TableId table) {
    return "%s: nothing is stored of it any more".formatted(table);
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    return ifStored(new LoadOutcome.Refused(nothingStored(load.table())), () -> loader.load(load));
  }

  /** Hands out, too, keys whose items were deleted since, and those of commits that did not end. */
  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    forgetful(
        () -> {
          Target known = parts.targets().required(table, target);
          parts.touched().since(table, known.name(), target.key(), since, keys);
          return known;
        });
  }

  @Override
  public List<Quarantined> quarantined(TableId table) {
    return ifStored(
        List.of(),
        () ->
            new Quarantine(parts.state(), table)
                .all().stream().map(QuarantineRecord::entry).toList());
  }

  @Override
  public Optional<Item> quarantinedImage(TableId table, Quarantined entry) {
    return ifStored(
        Optional.empty(),
        () -> {
          Quarantine quarantine = new Quarantine(parts.state(), table);
          return quarantine
              .current(parts.targets().nameOf(entry.target()), entry.revision())
              .flatMap(quarantine::image);
        });
  }

  /**
   * The target's table may be one that is being filled. What an image's size and types have to be
   * is DynamoDB's to say.
   */
  @Override
  public boolean release(TableId table, TargetTable target, Quarantined entry, Item image) {
    return ifStored(false, () -> new Release(parts, table, target).of(entry, image));
  }

  /** Stops writing; the client stays open. */
  @Override
  public void close() {
    sweeper.close();
    writer.close();
  }
}
