package dev.tailrace.app;

import dev.tailrace.backfill.ExportClient;
import dev.tailrace.backfill.Exports;
import dev.tailrace.config.Config;
import dev.tailrace.core.Event;
import dev.tailrace.core.ProtocolSettings;
import dev.tailrace.core.TableProtocol;
import dev.tailrace.core.TableStatus;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.stream.DynamoDbShardStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One running pipeline: a loop for each table. Made by {@link #start}, ended by {@link #stop}; a
 * table that can't go on ends by itself and leaves the others alone.
 */
public final class Daemon implements AutoCloseable {
  private static final int LOADS_AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final Sink sink;
  private final ExecutorService commits;
  private final ExecutorService loads;
  private final List<TableRunner> tables = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<ExportCalls> exports = new ArrayList<>();

  private Daemon(Sink sink) {
    this.sink = sink;
    this.commits =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("sink-", 0).factory());
    this.loads =
        Executors.newFixedThreadPool(
            LOADS_AT_ONCE, Thread.ofPlatform().daemon().name("load-", 0).factory());
  }

  /**
   * Checks everything, opens the sink and starts all tables.
   *
   * @param sink where to; the daemon closes it
   * @throws UserException when something has to be set up first; everything that is wrong is in it,
   *     nothing is started and the sink is closed
   */
  public static Daemon start(Config config, AwsClients aws, Sink sink, InstantSource clock) {
    Daemon daemon = new Daemon(sink);
    try {
      Exports calls = new ExportClient(aws.dynamoDb());
      Preflight preflight = new Preflight(aws.dynamoDb(), calls, config);
      for (Preflight.Ready ready : preflight.check()) {
        daemon.start(config, aws, ready, clock);
      }
      daemon.threads.forEach(Thread::start);
      return daemon;
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private void start(Config config, AwsClients aws, Preflight.Ready ready, InstantSource clock) {
    TableId id = new TableId(config.pipeline(), ready.source().name());
    TargetTable target =
        new TargetTable(config.sink().schema(), ready.target(), ready.source().key());
    Config.FlushConfig flush = config.sink().flush();
    ProtocolSettings settings =
        new ProtocolSettings(
            id,
            ready.source(),
            target,
            config.source().discoveryPeriod().duration(),
            config.source().pollPeriod().duration(),
            new ProtocolSettings.FlushLimits(
                flush.interval().duration(), flush.rows(), flush.bytes().bytes()),
            LOADS_AT_ONCE);
    ExportCalls calls =
        new ExportCalls(
            new ExportClient(aws.dynamoDb()),
            aws,
            config.export(),
            ready.source(),
            new ExportCalls.Target(id, target, sink));
    exports.add(calls);
    CommandShell shell =
        new CommandShell(
            id,
            sink,
            new DynamoDbShardStream(aws.streams(), ready.source().key()),
            calls,
            new CommandShell.SinkThreads(commits, loads));
    TableRunner runner = new TableRunner(new TableProtocol(settings), shell, clock);
    tables.add(runner);
    threads.add(Thread.ofPlatform().daemon().name("table-" + id.table()).unstarted(runner));
  }

  /** How each table is doing, in the order they are configured. */
  public List<TableStatus> statuses() {
    return tables.stream().map(TableRunner::status).toList();
  }

  /** Whether nothing more came for a while, and all that was read is committed. */
  public boolean isQuiet() {
    return statuses().stream().allMatch(TableStatus::quiet);
  }

  /**
   * Whether every table streams, and what was there when this daemon started has been read. {@link
   * #stop} commits it.
   */
  public boolean isCaughtUp() {
    return statuses().stream().allMatch(TableStatus::caughtUp);
  }

  /** Whether no table goes on, whether stopped or in trouble. */
  public boolean isOver() {
    return tables.stream().allMatch(t -> t.outcome().isDone());
  }

  /** Why tables could not go on, so far. */
  public List<String> troubles() {
    return tables.stream()
        .map(TableRunner::outcome)
        .filter(CompletableFuture::isDone)
        .flatMap(o -> o.join().trouble().stream())
        .toList();
  }

  /**
   * Commits what was read and ends all tables. Files that are being loaded are given up, and loaded
   * again by the next run.
   *
   * @return whether it all ended in time; if not, nothing is lost but the next run reads it again
   */
  public boolean stop() throws InterruptedException {
    exports.forEach(ExportCalls::abandonLoads);
    tables.forEach(t -> t.post(new Event.StopRequested()));
    try {
      CompletableFuture.allOf(
              tables.stream().map(TableRunner::outcome).toArray(CompletableFuture<?>[]::new))
          .get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends everything that still runs, without committing what was read, and closes the sink. */
  @Override
  public void close() {
    exports.forEach(ExportCalls::abandonLoads);
    threads.forEach(Thread::interrupt);
    for (ExecutorService executor : List.of(loads, commits)) {
      executor.shutdown();
      try {
        // What runs here is a transaction in native code: closing the sink under it is not safe.
        executor.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    sink.close();
  }
}
