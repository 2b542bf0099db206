package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.ExportContents;
import dev.tailrace.core.ExportWindow;
import dev.tailrace.core.Failure;
import dev.tailrace.core.Page;
import dev.tailrace.core.Shard;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Protocols, each with one deliberate bug; many are of the kinds that others have shipped. */
final class Mutants {
  private Mutants() {}

  /** All of them, by what is wrong. */
  static Map<String, Parts> all() {
    Map<String, Parts> mutants = new LinkedHashMap<>();
    hearing(mutants, "a failed read ends the shard", Mutants::failureEndsShard);
    hearing(mutants, "an empty page ends the shard", Mutants::emptyPageEndsShard);
    hearing(mutants, "half of the listing is taken for the whole", Mutants::halfListing);
    hearing(mutants, "finished shards are forgotten", Mutants::finishedForgotten);
    hearing(mutants, "an expired iterator is tried for ever", Mutants::expiredForEver);
    hearing(mutants, "a new stream goes unnoticed", Mutants::newStreamUnnoticed);
    hearing(mutants, "an unknown outcome counts as done", Mutants::unknownIsDone);
    hearing(mutants, "a refused commit counts as done", Mutants::refusedIsDone);
    hearing(mutants, "a failed data file counts as loaded", Mutants::failedFileIsLoaded);
    hearing(mutants, "a data file of the manifest is left out", Mutants::fileLeftOut);
    hearing(mutants, "every record is taken to be past the export", Mutants::allArePast);
    hearing(mutants, "shards have no parents", Mutants::noParents);
    saying(mutants, "the position passes a record that is not committed", Mutants::passesLast);
    saying(mutants, "deletes are dropped", Mutants::deletesDropped);
    saying(mutants, "the change log is not applied at the swap", Mutants::logNotApplied);
    repairing(mutants, "a repair begins with an empty table", Mutants::copyIsEmpty);
    repairing(mutants, "a repair's window begins too late", Mutants::windowTooLate);
    repairing(mutants, "a repair trusts the net changes alone", Mutants::noLookups);
    saying(mutants, "trimmed records are skipped to the horizon", Mutants::horizonOnly);
    mutants.put("each request for an export has a token of its own", newTokens());
    mutants.put("records older than the local clock at the start are dropped", localCut());
    mutants.put("children are read from their latest record", fromLatest());
    sinking(mutants, "positions are not compared", NoPositions::new);
    sinking(mutants, "the life's version is not compared", NoVersion::new);
    sinking(mutants, "a commit's rows are lost and its position moves", LosesRows::new);
    sinking(mutants, "changes during a backfill are not logged", NoLog::new);
    mutants.put("it asks to be woken at once, always", spinning());
    return mutants;
  }

  private static void hearing(
      Map<String, Parts> mutants, String what, Function<Event, Optional<Event>> hears) {
    mutants.put(what, Parts.real().with(Mutated.hearing(hears)));
  }

  private static void saying(
      Map<String, Parts> mutants, String what, Function<Command, List<Command>> says) {
    mutants.put(what, Parts.real().with(Mutated.saying(says)));
  }

  private static void repairing(
      Map<String, Parts> mutants, String what, Function<Command, List<Command>> says) {
    mutants.put(what, Parts.real().withGaps().with(Mutated.saying(says)));
  }

  private static void sinking(
      Map<String, Parts> mutants, String what, Function<ModelTable, ModelSink> sink) {
    mutants.put(what, Parts.real().withSink(sink));
  }

  private static Page ended(Page page) {
    return new Page(page.changes(), page.last(), Optional.empty());
  }

  private static Optional<Event> failureEndsShard(Event event) {
    return Optional.of(
        event instanceof Event.ReadFailed e
            ? new Event.PageRead(
                e.shard(), e.ticket(), new Page(List.of(), Optional.empty(), Optional.empty()))
            : event);
  }

  private static Optional<Event> emptyPageEndsShard(Event event) {
    return Optional.of(
        event instanceof Event.PageRead e && e.page().changes().isEmpty()
            ? new Event.PageRead(e.shard(), e.ticket(), ended(e.page()))
            : event);
  }

  private static Event.ShardsListed listing(Event.ShardsListed e, List<Shard> shards) {
    return new Event.ShardsListed(
        e.streamArn(), shards, e.enabled(), e.latestStreamArn(), e.listedAt(), e.source());
  }

  private static Optional<Event> halfListing(Event event) {
    return Optional.of(
        event instanceof Event.ShardsListed e
            ? listing(e, e.shards().subList(0, (e.shards().size() + 1) / 2))
            : event);
  }

  private static Optional<Event> finishedForgotten(Event event) {
    if (!(event instanceof Event.StateRead e)) {
      return Optional.of(event);
    }
    List<Checkpoint> kept =
        e.state().checkpoints().stream()
            .filter(c -> !(c.position() instanceof Position.Finished))
            .toList();
    TableState state = e.state();
    return Optional.of(
        new Event.StateRead(
            new TableState(state.life(), kept, state.loadedFiles(), state.logEnd())));
  }

  private static Optional<Event> expiredForEver(Event event) {
    return Optional.of(
        event instanceof Event.ReadFailed e && e.failure().kind() == Failure.Kind.ITERATOR_EXPIRED
            ? new Event.PageRead(
                e.shard(),
                e.ticket(),
                new Page(List.of(), Optional.empty(), Optional.of("0|0|0|0")))
            : event);
  }

  private static Optional<Event> newStreamUnnoticed(Event event) {
    return Optional.of(
        event instanceof Event.ShardsListed e
            ? new Event.ShardsListed(
                e.streamArn(),
                e.shards(),
                true,
                Optional.of(e.streamArn()),
                e.listedAt(),
                e.source())
            : event);
  }

  private static Optional<Event> unknownIsDone(Event event) {
    return Optional.of(
        event instanceof Event.CommitFailed e && e.failure().kind() == Failure.Kind.OUTCOME_UNKNOWN
            ? new Event.Committed(e.ticket(), new CommitOutcome.Applied(0))
            : event);
  }

  private static Optional<Event> refusedIsDone(Event event) {
    return Optional.of(
        event instanceof Event.Committed e && e.outcome() instanceof CommitOutcome.Refused
            ? new Event.Committed(e.ticket(), new CommitOutcome.Applied(0))
            : event);
  }

  private static Optional<Event> failedFileIsLoaded(Event event) {
    return Optional.of(
        event instanceof Event.LoadFailed e
            ? new Event.FileLoaded(e.file(), new LoadOutcome.Loaded(0))
            : event);
  }

  private static Optional<Event> fileLeftOut(Event event) {
    return Optional.of(
        event instanceof Event.ManifestRead e && e.contents().files().size() > 1
            ? new Event.ManifestRead(
                e.manifest(),
                new ExportContents(
                    e.contents().files().subList(1, e.contents().files().size()),
                    0,
                    TableShape.ofKey(ModelTable.KEY)))
            : event);
  }

  private static Optional<Event> allArePast(Event event) {
    if (!(event instanceof Event.PageRead e)) {
      return Optional.of(event);
    }
    List<Change> later =
        e.page().changes().stream().map(c -> at(c, Instant.parse("2100-01-01T00:00:00Z"))).toList();
    return Optional.of(
        new Event.PageRead(
            e.shard(), e.ticket(), new Page(later, e.page().last(), e.page().nextIterator())));
  }

  private static Change at(Change change, Instant time) {
    Origin origin = new Origin(change.origin().shard(), change.origin().sequence(), time);
    return switch (change) {
      case Change.Upsert c -> new Change.Upsert(c.key(), c.item(), origin);
      case Change.Delete c -> new Change.Delete(c.key(), c.item(), origin, c.expired());
    };
  }

  private static Optional<Event> noParents(Event event) {
    return Optional.of(
        event instanceof Event.ShardsListed e
            ? listing(
                e,
                e.shards().stream()
                    .map(s -> new Shard(s.ref(), Optional.empty(), s.closed()))
                    .toList())
            : event);
  }

  private static List<Command> passesLast(Command command) {
    return work(
        command, changes -> changes.isEmpty() ? changes : changes.subList(1, changes.size()));
  }

  private static List<Command> deletesDropped(Command command) {
    return work(
        command, changes -> changes.stream().filter(c -> c instanceof Change.Upsert).toList());
  }

  private static List<Command> work(Command command, Function<List<Change>, List<Change>> alter) {
    return rework(
        command,
        w ->
            Optional.of(
                switch (w) {
                  case Work.Merge m -> new Work.Merge(m.target(), alter.apply(m.changes()));
                  case Work.AppendLog l -> new Work.AppendLog(alter.apply(l.changes()));
                  default -> w;
                }));
  }

  private static List<Command> rework(Command command, Function<Work, Optional<Work>> alter) {
    if (!(command instanceof Command.Apply a)) {
      return List.of(command);
    }
    Commit c = a.commit();
    List<Work> work = c.work().stream().flatMap(w -> alter.apply(w).stream()).toList();
    return List.of(
        new Command.Apply(
            a.ticket(),
            new Commit(c.table(), c.expectedLifeVersion(), c.nextLife(), c.checkpoints(), work)));
  }

  private static List<Command> logNotApplied(Command command) {
    return rework(command, w -> w instanceof Work.ApplyLog ? Optional.empty() : Optional.of(w));
  }

  private static List<Command> copyIsEmpty(Command command) {
    return rework(
        command,
        w ->
            Optional.of(
                w instanceof Work.CopyShadow s
                    ? new Work.CreateShadow(s.target(), TableShape.ofKey(ModelTable.KEY))
                    : w));
  }

  private static List<Command> windowTooLate(Command command) {
    if (!(command instanceof Command.RequestExport r) || r.window().isEmpty()) {
      return List.of(command);
    }
    Instant to = r.window().get().to();
    return List.of(
        new Command.RequestExport(
            r.clientToken(), Optional.of(new ExportWindow(to.minus(Duration.ofMinutes(15)), to))));
  }

  private static List<Command> noLookups(Command command) {
    return List.of(
        command instanceof Command.LoadTouched l
            ? new Command.LoadTouched(l.file(), Instant.MAX, l.exportTime(), l.lifeVersion())
            : command);
  }

  /** Wherever it stood: what is left of the stream, without a word. */
  private static List<Command> horizonOnly(Command command) {
    return List.of(
        command instanceof Command.OpenIterator o
            ? new Command.OpenIterator(o.shard(), o.ticket(), new Position.TrimHorizon())
            : command);
  }

  private static Parts newTokens() {
    int[] count = {0};
    return Parts.real()
        .with(
            (settings, first, world) ->
                Mutated.saying(
                        command ->
                            List.of(
                                command instanceof Command.RequestExport r
                                    ? new Command.RequestExport(
                                        r.clientToken() + count[0]++, r.window())
                                    : command))
                    .make(settings, first, world));
  }

  private static Parts localCut() {
    return Parts.real()
        .with(
            (settings, first, world) -> {
              Instant cut = world.scheduler().now().plus(Duration.ofMinutes(5));
              return Mutated.hearing(event -> Optional.of(cut(event, cut)))
                  .make(settings, first, world);
            });
  }

  private static Event cut(Event event, Instant cut) {
    if (!(event instanceof Event.PageRead e)) {
      return event;
    }
    List<Change> kept = new ArrayList<>(e.page().changes());
    kept.removeIf(c -> c.origin().committedAt().isBefore(cut));
    return new Event.PageRead(
        e.shard(), e.ticket(), new Page(kept, e.page().last(), e.page().nextIterator()));
  }

  private static Parts fromLatest() {
    return Parts.real()
        .with(
            (settings, first, world) ->
                Mutated.saying(command -> List.of(latest(command, world)))
                    .make(settings, first, world));
  }

  private static Command latest(Command command, World world) {
    if (!(command instanceof Command.OpenIterator o)
        || !(o.from() instanceof Position.TrimHorizon)) {
      return command;
    }
    ShardRef ref = o.shard();
    return world
        .shard(ref)
        .map(ModelShard::entries)
        .filter(entries -> !entries.isEmpty())
        .map(entries -> entries.get(entries.size() - 1).change().origin().sequence())
        .<Command>map(last -> new Command.OpenIterator(ref, o.ticket(), new Position.After(last)))
        .orElse(command);
  }

  private static Parts spinning() {
    return Parts.real()
        .with((settings, first, world) -> new Spinning(Protocol.real(settings, first)));
  }

  /** Leaves out the compare of compare-and-set. */
  private static final class NoPositions extends ModelSink {
    NoPositions(ModelTable source) {
      super(source);
    }

    @Override
    Optional<String> refusal(Commit commit) {
      return lifeRefusal(commit.expectedLifeVersion());
    }
  }

  private static final class NoVersion extends ModelSink {
    NoVersion(ModelTable source) {
      super(source);
    }

    @Override
    Optional<String> lifeRefusal(long expectedVersion) {
      return Optional.empty();
    }
  }

  private static final class LosesRows extends ModelSink {
    private final Set<Integer> counted = new HashSet<>();

    LosesRows(ModelTable source) {
      super(source);
    }

    @Override
    void work(Work work) {
      counted.add(counted.size());
      if (counted.size() % 10 != 0 || !(work instanceof Work.Merge)) {
        super.work(work);
      }
    }
  }

  private static final class NoLog extends ModelSink {
    NoLog(ModelTable source) {
      super(source);
    }

    @Override
    void work(Work work) {
      if (!(work instanceof Work.AppendLog)) {
        super.work(work);
      }
    }
  }
}
