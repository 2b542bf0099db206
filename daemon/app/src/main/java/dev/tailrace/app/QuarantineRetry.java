package dev.tailrace.app;

import dev.tailrace.app.QuarantineEntries.Entry;
import dev.tailrace.config.Config;
import dev.tailrace.core.SourceTable;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.stream.CurrentItems;
import dev.tailrace.stream.StreamException;
import dev.tailrace.stream.TableDescription;
import java.util.List;
import java.util.Optional;

/**
 * Tries one table's quarantined items again. An item is looked up in its source, as a repair does
 * it: what is kept has gone through the attribute rules of its time, which leave out and hash what
 * is to be nowhere in the warehouse, and so can't be undone. It is at least as new as the image
 * that was refused, and later changes are applied over it.
 */
final class QuarantineRetry {
  private final TableId table;
  private final TablePlan plan;
  private final CurrentItems source;
  private final Sink sink;

  private QuarantineRetry(TableId table, TablePlan plan, CurrentItems source, Sink sink) {
    this.table = table;
    this.plan = plan;
    this.source = source;
    this.sink = sink;
  }

  /** What became of an entry. */
  sealed interface Outcome {
    /** A line about it. */
    String line(Entry entry);

    /** Its item has a row now. */
    record Released() implements Outcome {
      @Override
      public String line(Entry entry) {
        return "stored   " + entry.title();
      }
    }

    /** It goes without our doing. */
    record Goes(String reason) implements Outcome {
      @Override
      public String line(Entry entry) {
        return "goes     %s: %s".formatted(entry.title(), reason);
      }
    }

    /** Its item still has no row. */
    record Stays(String reason) implements Outcome {
      @Override
      public String line(Entry entry) {
        return "stays    %s: %s".formatted(entry.title(), reason);
      }
    }
  }

  /**
   * For the table of an entry.
   *
   * @throws UserException when the table is not as the configuration needs it
   */
  static QuarantineRetry of(Config config, AwsClients aws, Sink sink, Entry entry) {
    String name = entry.table().table();
    try {
      TableDescription found = TableDescription.of(aws.dynamoDb(), name);
      SourceTable source =
          new SourceTable(name, found.identity(), found.key(), found.streamArn().orElse(""));
      TablePlan plan = TablePlan.of(config, entry.config(), source, System.getenv());
      return new QuarantineRetry(
          entry.table(), plan, new CurrentItems(aws.dynamoDb(), name, source.key()), sink);
    } catch (StreamException e) {
      throw new UserException(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitCode.USAGE, "table %s: %s".formatted(name, e.getMessage()));
    }
  }

  /** Tries one entry. */
  Outcome of(Quarantined entry) {
    Optional<TargetTable> target =
        plan.targets().stream().filter(t -> t.name().equals(entry.target())).findFirst();
    if (target.isEmpty()) {
      return new Outcome.Stays("the configuration has no such target any more; resync the table");
    }
    try {
      ItemKey.of(target.get().key(), entry.key());
      return of(entry, target.get());
    } catch (MalformedItemException e) {
      return new Outcome.Stays(
          "the target's key is now %s; resync the table".formatted(target.get().key()));
    } catch (SinkException.Rejected e) {
      return new Outcome.Stays(String.valueOf(e.getMessage()));
    } catch (StreamException e) {
      throw new UserException(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    }
  }

  private Outcome of(Quarantined entry, TargetTable target) {
    Optional<Item> now = source.get(List.of(plan.transform().sourceKey(entry.key()))).getFirst();
    if (now.isPresent()) {
      return plan.view(target)
          .apply(now.get())
          .map(image -> release(entry, target, image))
          .orElseGet(() -> new Outcome.Goes("the item belongs to another target now"));
    }
    if (!target.options().hasIgnoredDeletes()) {
      return new Outcome.Goes("the item was deleted, and the entry goes with that change");
    }
    // A row that outlives its item: what is kept is all there is.
    return sink.quarantinedImage(table, entry)
        .map(image -> release(entry, target, image))
        .orElseGet(QuarantineRetry::superseded);
  }

  private Outcome release(Quarantined entry, TargetTable target, Item image) {
    return sink.release(table, target, entry, image) ? new Outcome.Released() : superseded();
  }

  private static Outcome superseded() {
    return new Outcome.Goes("a later change took it away meanwhile");
  }
}
