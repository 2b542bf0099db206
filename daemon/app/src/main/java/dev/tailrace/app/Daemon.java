package dev.tailrace.app;

import dev.tailrace.backfill.ExportClient;
import dev.tailrace.config.Config;
import dev.tailrace.core.Event;
import dev.tailrace.core.Ownership;
import dev.tailrace.core.Phase;
import dev.tailrace.core.ProtocolSettings;
import dev.tailrace.core.SourceTable;
import dev.tailrace.core.TableProtocol;
import dev.tailrace.core.TableStatus;
import dev.tailrace.lease.LeaseSettings;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.status.StatusServer;
import dev.tailrace.status.TableReport;
import dev.tailrace.stream.CurrentItems;
import dev.tailrace.stream.DynamoDbLeaseStore;
import dev.tailrace.stream.DynamoDbShardStream;
import dev.tailrace.stream.LeaseStore;
import dev.tailrace.stream.ShardStream;
import dev.tailrace.stream.StreamException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One running pipeline: a loop for each table. Made by {@link #start}, ended by {@link #stop}; a
 * table that can't go on ends by itself and leaves the others alone.
 */
public final class Daemon implements AutoCloseable {
  private static final int LOADS_AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
  private static final Duration LONGEST_WISH = Duration.ofSeconds(60);
  private static final Duration LONGEST_LEAVE = Duration.ofSeconds(5);

  private final Sink sink;
  private final ExecutorService commits;
  private final ExecutorService loads;
  private final List<TableWorker> tables = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private Optional<LeaseRunner> leases = Optional.empty();
  private Optional<StatusServer> status = Optional.empty();

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
  public static Daemon start(Config config, AwsClients aws, Sink sink) {
    List<TablePlan> tables;
    try {
      tables = Startup.plans(new Preflight(config, aws, System.getenv()).look(sink));
    } catch (RuntimeException e) {
      sink.close();
      throw e;
    }
    return start(config, aws, sink, tables);
  }

  /** Starts tables that a preflight has let pass; closes the sink when it can't. */
  static Daemon start(Config config, AwsClients aws, Sink sink, List<TablePlan> tables) {
    Daemon daemon = new Daemon(sink);
    try {
      InstantSource clock = new MonotonicClock(InstantSource.system());
      daemon.leases = leases(config, aws, clock);
      for (TablePlan plan : tables) {
        daemon.start(config, aws, plan, clock);
      }
      daemon.leases.ifPresent(
          l -> daemon.threads.add(Thread.ofPlatform().daemon().name("leases").unstarted(l)));
      daemon.listen(config, clock);
      daemon.threads.forEach(Thread::start);
      return daemon;
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private static Optional<LeaseRunner> leases(Config config, AwsClients aws, InstantSource clock) {
    if (config.leases().isNone()) {
      return Optional.empty();
    }
    LeaseSettings settings =
        new LeaseSettings(workerId(), config.leases().handOver().duration(), LOADS_AT_ONCE);
    try {
      LeaseStore store =
          DynamoDbLeaseStore.open(aws.dynamoDb(), config.leases().table(), config.pipeline());
      return Optional.of(new LeaseRunner(settings, store, clock));
    } catch (StreamException e) {
      throw new UserException(ExitCode.PRECONDITION, String.valueOf(e.getMessage()));
    }
  }

  /** Unique, and says where it runs. */
  private static String workerId() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("worker");
    return "%s-%d-%s".formatted(host, ProcessHandle.current().pid(), UUID.randomUUID());
  }

  private void start(Config config, AwsClients aws, TablePlan plan, InstantSource clock) {
    String table = plan.source().name();
    TableWorker worker =
        new TableWorker(
            table,
            loop(config, aws, plan, clock),
            () ->
                loop(
                    config,
                    aws,
                    new Preflight(config, aws, System.getenv()).planAgain(table),
                    clock),
            // What it could not go on with, another worker may.
            () -> leases.ifPresent(l -> l.ended(table)));
    leases.ifPresent(l -> l.add(table, worker::post));
    tables.add(worker);
    threads.add(Thread.ofPlatform().daemon().name("table-" + table).unstarted(worker));
  }

  private TableWorker.Loop loop(
      Config config, AwsClients aws, TablePlan plan, InstantSource clock) {
    SourceTable source = plan.source();
    TableId id = new TableId(config.pipeline(), source.name());
    ExportCalls.Target target = new ExportCalls.Target(id, plan.targets(), sink);
    ExportCalls calls =
        new ExportCalls(new ExportClient(aws.dynamoDb()), aws, config.export(), plan, target);
    CommandShell shell =
        new CommandShell(
            id,
            sink,
            stream(aws, plan),
            calls,
            new TouchedItems(
                new CurrentItems(aws.dynamoDb(), source.name(), source.key()), plan, target),
            new CommandShell.SinkThreads(commits, loads));
    Ownership first = leases.isPresent() ? Ownership.Leased.NOTHING : new Ownership.Sole();
    TableRunner runner =
        new TableRunner(
            new TableProtocol(settings(config, id, plan), first),
            shell,
            clock,
            wants -> leases.ifPresent(l -> l.wanted(id.table(), wants)));
    return new TableWorker.Loop(runner, calls);
  }

  private ProtocolSettings settings(Config config, TableId id, TablePlan plan) {
    Config.FlushConfig flush = config.sink().flush();
    return new ProtocolSettings(
        id,
        plan.source(),
        plan.targets(),
        config.source().discoveryPeriod().duration(),
        config.source().pollPeriod().duration(),
        new ProtocolSettings.FlushLimits(
            config.sink().flushInterval(), flush.rows(), flush.bytes().bytes()),
        LOADS_AT_ONCE,
        sink.verifyEvery());
  }

  private static ShardStream stream(AwsClients aws, TablePlan plan) {
    SourceTable source = plan.source();
    ShardStream stream =
        new DynamoDbShardStream(aws.dynamoDb(), aws.streams(), source.name(), source.key());
    return plan.leavesItemsAsTheyAre() ? stream : new TransformedStream(stream, plan::transform);
  }

  private void listen(Config pipeline, InstantSource clock) {
    Config.StatusConfig config = pipeline.status();
    if (config.address().isEmpty()) {
      return;
    }
    InetSocketAddress address = config.address().get();
    QuarantineCounts quarantined = new QuarantineCounts(sink, clock);
    try {
      status =
          Optional.of(
              StatusServer.start(
                  address,
                  config.hosts(),
                  () ->
                      tables.stream()
                          .map(TableWorker::report)
                          .map(r -> counted(r, pipeline.pipeline(), quarantined))
                          .toList(),
                  config.unreadyAfter().duration(),
                  clock));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE,
          "status.listen: can't listen on %s (%s); choose another address and port, or none"
              .formatted(config.listen(), e.getMessage()));
    }
  }

  private static TableReport counted(
      TableReport report, String pipeline, QuarantineCounts quarantined) {
    TableId table = new TableId(pipeline, report.status().table());
    return report.withQuarantined(quarantined.of(table));
  }

  /** Where the status is told; empty when it is not. */
  public Optional<InetSocketAddress> statusAddress() {
    return status.map(StatusServer::address);
  }

  /** How each table is doing, in the order they are configured. */
  public List<TableStatus> statuses() {
    return tables.stream().map(TableWorker::status).toList();
  }

  /**
   * Stores the wish for a new backfill of a table, and wakes the table so that it looks.
   *
   * @throws UserException when the table was never begun, its state moved each time, or the sink
   *     does not answer in time
   * @throws SinkException when the sink refuses or can't be reached
   */
  public void resync(TableId id) {
    // On a thread of its own kind: native code would hold a virtual thread's carrier.
    Future<?> stored = commits.submit(() -> ResyncWish.store(sink, id));
    try {
      stored.get(LONGEST_WISH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserException || e.getCause() instanceof SinkException) {
        throw (RuntimeException) e.getCause();
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new UserException(
          ExitCode.FAILURE,
          "table %s: the sink does not answer; the wish may still arrive there"
              .formatted(id.table()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(ExitCode.FAILURE, "the daemon stops; ask again when it runs");
    }
    stateMoved(id.table());
  }

  /** Whether nothing more came for a while, and all that was read is committed. */
  public boolean isQuiet() {
    return statuses().stream().allMatch(TableStatus::quiet);
  }

  /**
   * Whether every table streams, and everything that was written before this daemon started is in
   * the sink, whichever worker read it. From the first call on, the shards that other workers read
   * are looked at as well, until it is so.
   */
  public boolean isCaughtUp() {
    wantCaughtUp();
    return statuses().stream().allMatch(TableStatus::caughtUp);
  }

  /** As {@link #isCaughtUp}, of the tables that no person has to look after first. */
  public boolean isCaughtUpWherePossible() {
    wantCaughtUp();
    return statuses().stream().allMatch(s -> s.caughtUp() || s.phase() == Phase.NEEDS_ATTENTION);
  }

  private void wantCaughtUp() {
    // Each time: a table's loop may have been made again since.
    tables.stream()
        .filter(t -> !t.status().caughtUp())
        .forEach(t -> t.post(new Event.CaughtUpWanted()));
  }

  /** Whether the sink will never take anything again. */
  public boolean isSinkClosedForGood() {
    return sink.isClosedForGood();
  }

  /** Whether no table's work goes on. */
  public boolean isOver() {
    return tables.stream().allMatch(t -> t.done().isDone());
  }

  /** What stands in the way of tables now. They go on by themselves once it is out of the way. */
  public List<String> troubles() {
    return statuses().stream().flatMap(s -> s.trouble().stream()).toList();
  }

  /** The sink's state of a table may have been moved by somebody else: look at it at once. */
  public void stateMoved(String table) {
    tables.stream()
        .filter(t -> t.status().table().equals(table))
        .forEach(t -> t.post(new Event.StateMoved()));
  }

  /**
   * Commits what was read and ends all tables. Files that are being loaded are given up, and loaded
   * again by the next run.
   *
   * @return whether it all ended in time; if not, nothing is lost but the next run reads it again
   */
  public boolean stop() throws InterruptedException {
    tables.forEach(TableWorker::stop);
    try {
      CompletableFuture.allOf(
              tables.stream().map(TableWorker::done).toArray(CompletableFuture<?>[]::new))
          .get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
      if (leases.isPresent()) {
        // So that another worker takes over at once.
        leases.get().stop().get(LONGEST_LEAVE.toMillis(), TimeUnit.MILLISECONDS);
      }
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
    status.ifPresent(StatusServer::close);
    tables.forEach(TableWorker::abandonLoads);
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
