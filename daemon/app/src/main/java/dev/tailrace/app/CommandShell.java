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
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

  void start(Command command, Consumer<Event> answer) {
    switch (command) {
      case Command.ReadState c -> sinkThreads.execute(() -> answer.accept(readState()));
      case Command.Apply c -> sinkThreads.execute(() -> answer.accept(apply(c)));
      case Command.LoadFile c -> loadThreads.execute(() -> answer.accept(load(c)));
      case Command.LoadTouched c -> loadThreads.execute(() -> answer.accept(load(c)));
      case Command.ListShards c -> virtual(() -> list(c), answer);
      case Command.OpenIterator c -> virtual(() -> open(c), answer);
      case Command.ReadPage c -> virtual(() -> read(c), answer);
      case Command.RequestExport c -> virtual(() -> request(c), answer);
      case Command.DescribeExport c -> virtual(() -> describe(c), answer);
      case Command.ReadManifest c -> virtual(() -> readManifest(c), answer);
      case Command.Want c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Warn c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Stopped c -> throw new IllegalArgumentException("not a call: " + c);
      case Command.Halt c -> throw new IllegalArgumentException("not a call: " + c);
    }
  }

  private static void virtual(Supplier<Event> call, Consumer<Event> answer) {
    Thread.ofVirtual().start(() -> answer.accept(call.get()));
  }

  private Event readState() {
    try {
      TableState state = sink.read(table);
      failures.sinkAnswered();
      return new Event.StateRead(state);
    } catch (RuntimeException e) {
      failures.sinkFailed();
      return new Event.StateReadFailed(failure(e));
    }
  }

  private Event apply(Command.Apply command) {
    try {
      CommitOutcome outcome = sink.commit(command.commit());
      failures.sinkAnswered();
      return new Event.Committed(command.ticket(), outcome);
    } catch (RuntimeException e) {
      failures.sinkFailed();
      return new Event.CommitFailed(command.ticket(), failure(e));
    }
  }

  private Event load(Command.LoadFile command) {
    try {
      return new Event.FileLoaded(command.file(), exports.load(command));
    } catch (RuntimeException e) {
      return new Event.LoadFailed(command.file(), failure(e));
    }
  }

  private Event load(Command.LoadTouched command) {
    try {
      return new Event.FileLoaded(command.file(), touched.load(command));
    } catch (RuntimeException e) {
      return new Event.LoadFailed(command.file(), failure(e));
    }
  }

  private Event list(Command.ListShards command) {
    try {
      ShardStream.Listing listing = stream.list(command.streamArn());
      return new Event.ShardsListed(
          listing.streamArn(),
          listing.shards(),
          listing.enabled(),
          listing.latestStreamArn(),
          listing.listedAt());
    } catch (RuntimeException e) {
      return new Event.ListingFailed(failure(e));
    }
  }

  private Event open(Command.OpenIterator command) {
    try {
      ShardStream.Iterator iterator = stream.open(command.shard(), command.from());
      return new Event.IteratorOpened(
          command.shard(), command.ticket(), iterator.token(), iterator.openedAt());
    } catch (RuntimeException e) {
      return new Event.ReadFailed(command.shard(), command.ticket(), failure(e));
    }
  }

  private Event read(Command.ReadPage command) {
    try {
      return new Event.PageRead(
          command.shard(), command.ticket(), stream.read(command.shard(), command.iterator()));
    } catch (RuntimeException e) {
      return new Event.ReadFailed(command.shard(), command.ticket(), failure(e));
    }
  }

  private Event request(Command.RequestExport command) {
    try {
      return new Event.ExportRequested(
          command.clientToken(), exports.request(command.clientToken(), command.window()));
    } catch (RuntimeException e) {
      return new Event.ExportCallFailed(command.clientToken(), failure(e));
    }
  }

  private Event describe(Command.DescribeExport command) {
    try {
      return new Event.ExportDescribed(command.exportArn(), exports.describe(command.exportArn()));
    } catch (RuntimeException e) {
      return new Event.ExportCallFailed(command.exportArn(), failure(e));
    }
  }

  private Event readManifest(Command.ReadManifest command) {
    try {
      return new Event.ManifestRead(command.manifest(), exports.read(command.manifest()));
    } catch (RuntimeException e) {
      return new Event.ExportCallFailed(command.manifest(), failure(e));
    }
  }

  /**
   * What to do about whatever a call threw. What no port throws is a defect, and fatal: a table
   * that stops with a message loses nothing.
   */
  private Failure failure(RuntimeException e) {
    Failure failure = sorted(e);
    failures.count(failure.kind());
    return failure;
  }

  private static Failure sorted(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case StreamException stream -> stream.failure();
      case SinkException.Unavailable sink -> new Failure(Failure.Kind.RETRY, message);
      case SinkException.OutcomeUnknown sink -> new Failure(Failure.Kind.OUTCOME_UNKNOWN, message);
      case SinkException.Rejected sink -> new Failure(Failure.Kind.FATAL, message);
      case DataFileException file -> new Failure(Failure.Kind.DAMAGED, message);
      default -> ExportCalls.failureOf(e).orElse(new Failure(Failure.Kind.FATAL, "a defect: " + e));
    };
  }
}
