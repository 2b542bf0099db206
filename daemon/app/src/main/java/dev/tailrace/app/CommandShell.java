package dev.tailrace.app;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.Failure;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.stream.ShardStream;
import dev.tailrace.stream.StreamException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one table's commands, each on a thread of its own, and answers each with one event.
 *
 * <p>Calls to AWS block virtual threads. A sink's calls go into native code, which holds a virtual
 * thread's carrier for as long as it runs; with two cores, two loads would stop all reading. So
 * they have platform threads.
 */
final class CommandShell {
  private final TableId table;
  private final Sink sink;
  private final ShardStream stream;
  private final ExportCalls exports;
  private final TouchedItems touched;
  private final ExecutorService sinkThreads;
  private final ExecutorService loadThreads;
  private final CallFailures failures = new CallFailures();

  private static final Executor VIRTUAL = call -> Thread.ofVirtual().start(call);
  private static final Logger log = LoggerFactory.getLogger(CommandShell.class);

  CommandShell(
      TableId table,
      Sink sink,
      ShardStream stream,
      ExportCalls exports,
      TouchedItems touched,
      SinkThreads threads) {
    this.table = table;
    this.sink = sink;
    this.stream = stream;
    this.exports = exports;
    this.touched = touched;
    this.sinkThreads = threads.commits();
    this.loadThreads = threads.loads();
  }

  /** The threads that sinks run on, shared by all tables. */
  record SinkThreads(ExecutorService commits, ExecutorService loads) {}

  /** What went wrong with its calls so far. */
  CallFailures failures() {
    return failures;
  }

  /** Begins a call; {@code answer} is told of its end exactly once, from another thread. */
  void start(Command command, Consumer<Event> answer) {
    switch (command) {
      case Command.ReadState c ->
          begin(sinkThreads, () -> readState(), Event.StateReadFailed::new, answer);
      case Command.Apply c ->
          begin(sinkThreads, () -> apply(c), f -> new Event.CommitFailed(c.ticket(), f), answer);
      case Command.LoadFile c ->
          begin(
              loadThreads,
              () -> new Event.FileLoaded(c.file(), exports.load(c)),
              f -> new Event.LoadFailed(c.file(), f),
              answer);
      case Command.LoadTouched c ->
          begin(
              loadThreads,
              () -> new Event.FileLoaded(c.file(), touched.load(c)),
              f -> new Event.LoadFailed(c.file(), f),
              answer);
      case Command.ListShards c -> begin(VIRTUAL, () -> list(c), Event.ListingFailed::new, answer);
      case Command.OpenIterator c ->
          begin(
              VIRTUAL, () -> open(c), f -> new Event.ReadFailed(c.shard(), c.ticket(), f), answer);
      case Command.ReadPage c ->
          begin(
              VIRTUAL,
              () -> new Event.PageRead(c.shard(), c.ticket(), stream.read(c.shard(), c.iterator())),
              f -> new Event.ReadFailed(c.shard(), c.ticket(), f),
              answer);
      case Command.RequestExport c ->
          begin(
              VIRTUAL,
              () ->
                  new Event.ExportRequested(
                      c.clientToken(), exports.request(c.clientToken(), c.window())),
              f -> new Event.ExportCallFailed(c.clientToken(), f),
              answer);
      case Command.DescribeExport c ->
          begin(
              VIRTUAL,
              () -> new Event.ExportDescribed(c.exportArn(), exports.describe(c.exportArn())),
              f -> new Event.ExportCallFailed(c.exportArn(), f),
              answer);
      case Command.ReadManifest c ->
          begin(
              VIRTUAL,
              () -> new Event.ManifestRead(c.manifest(), exports.read(c.manifest())),
              f -> new Event.ExportCallFailed(c.manifest(), f),
              answer);
      case Command.Want c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Warn c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Trouble c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Recovered c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Stopped c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.PlanAgain c -> throw new IllegalArgumentException("not a call: " + c);
    }
  }

  /**
   * The one place where calls begin and end. Each is answered, whatever it throws: an {@link Error}
   * out of a driver or native code as well, since a call without an answer would stay under way for
   * ever.
   */
  private void begin(
      Executor threads,
      Supplier<Event> call,
      Function<Failure, Event> failed,
      Consumer<Event> answer) {
    threads.execute(
        () -> {
          Event event;
          try {
            event = call.get();
          } catch (Throwable e) {
            event = failed.apply(failure(e));
          }
          if (event instanceof Event.StateReadFailed || event instanceof Event.CommitFailed) {
            failures.sinkFailed();
          }
          answer.accept(event);
        });
  }

  private Event readState() {
    TableState state = sink.read(table);
    failures.sinkAnswered();
    return new Event.StateRead(state);
  }

  private Event apply(Command.Apply command) {
    CommitOutcome outcome;
    try {
      outcome = sink.commit(command.commit());
    } catch (SinkException e) {
      throw e;
    } catch (Throwable e) {
      // Nobody can say how far it came.
      throw new SinkException.OutcomeUnknown(defect(e).message(), e);
    }
    failures.sinkAnswered();
    return new Event.Committed(command.ticket(), outcome);
  }

  private Event list(Command.ListShards command) {
    ShardStream.Listing listing = stream.list(command.streamArn());
    return new Event.ShardsListed(
        listing.streamArn(),
        listing.shards(),
        listing.enabled(),
        listing.latestStreamArn(),
        listing.listedAt(),
        listing.source());
  }

  private Event open(Command.OpenIterator command) {
    ShardStream.Iterator iterator = stream.open(command.shard(), command.from());
    return new Event.IteratorOpened(
        command.shard(), command.ticket(), iterator.token(), iterator.openedAt());
  }

  /** What to do about whatever a call threw. */
  private Failure failure(Throwable e) {
    Failure failure = sorted(e);
    failures.count(failure.kind());
    return failure;
  }

  private Failure sorted(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case StreamException stream -> stream.failure();
      case SinkException.Unavailable sink -> new Failure(Failure.Kind.RETRY, message);
      case SinkException.OutcomeUnknown sink -> new Failure(Failure.Kind.OUTCOME_UNKNOWN, message);
      case SinkException.Rejected sink -> new Failure(Failure.Kind.REFUSED, message);
      case DataFileException file -> new Failure(Failure.Kind.DAMAGED, message);
      default -> ExportCalls.failureOf(e).orElseGet(() -> defect(e));
    };
  }

  /**
   * What no port throws is a defect. It is tried again like a refusal: a table that stands still
   * with a message loses nothing. Its class and place are logged, its message is not: it may hold
   * values.
   */
  private Failure defect(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    String place = trace.length == 0 ? "an unknown place" : trace[0].toString();
    log.debug("table {}: a defect", table.table(), e);
    return new Failure(
        Failure.Kind.REFUSED,
        "table %s: a defect of Tailrace, %s at %s; please report it with the log at level debug"
            .formatted(table.table(), e.getClass().getSimpleName(), place));
  }
}
