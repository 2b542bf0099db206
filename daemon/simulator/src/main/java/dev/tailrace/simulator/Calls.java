package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.Failure;
import dev.tailrace.core.SourceSeen;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Carries commands out on the models, at one moment. */
final class Calls {
  private final World world;
  private final Invariants invariants;

  Calls(World world, Invariants invariants) {
    this.world = world;
    this.invariants = invariants;
  }

  static boolean isOfSink(Command command) {
    return command instanceof Command.ReadState
        || command instanceof Command.Apply
        || command instanceof Command.LoadFile
        || command instanceof Command.LoadTouched;
  }

  /** Carries {@code command} out and answers. */
  Event perform(Command command) {
    try {
      return answer(command);
    } catch (CallFailed e) {
      return failed(command, e.failure());
    }
  }

  private Event answer(Command command) {
    return switch (command) {
      case Command.ReadState c -> new Event.StateRead(world.sink().read());
      case Command.ListShards c -> {
        Optional<String> latest =
            Optional.of(world.stream()).filter(ModelStream::isEnabled).map(ModelStream::arn);
        String arn =
            c.streamArn()
                .or(() -> latest)
                .orElseThrow(() -> new CallFailed(Failure.Kind.RETRY, "the stream is off"));
        ModelStream stream = world.stream(arn);
        yield new Event.ShardsListed(
            arn,
            stream.list(),
            stream.isEnabled(),
            latest,
            world.scheduler().now().truncatedTo(ChronoUnit.SECONDS),
            new SourceSeen(Optional.of(Worker.IDENTITY), false));
      }
      case Command.OpenIterator c ->
          new Event.IteratorOpened(
              c.shard(),
              c.ticket(),
              world.stream(c.shard().streamArn()).open(c.shard(), c.from()),
              world.scheduler().now().truncatedTo(ChronoUnit.SECONDS));
      case Command.ReadPage c ->
          new Event.PageRead(
              c.shard(),
              c.ticket(),
              world.stream(c.shard().streamArn()).read(c.shard(), c.iterator()));
      case Command.RequestExport c ->
          new Event.ExportRequested(
              c.clientToken(), world.exports().request(c.clientToken(), c.window()));
      case Command.DescribeExport c ->
          new Event.ExportDescribed(c.exportArn(), world.exports().describe(c.exportArn()));
      case Command.ReadManifest c ->
          new Event.ManifestRead(c.manifest(), world.exports().contents(c.manifest()));
      case Command.LoadFile c ->
          new Event.FileLoaded(c.file(), world.sink().load(c.file(), items(c), c.lifeVersion()));
      case Command.LoadTouched c ->
          new Event.FileLoaded(
              c.file(),
              world
                  .sink()
                  .load(
                      c.file(),
                      world
                          .table()
                          .current(world.sink().touchedSince(c.since()), world.scheduler().now()),
                      c.lifeVersion()));
      case Command.Apply c -> new Event.Committed(c.ticket(), invariants.commit(c.commit()));
      case Command.Want c -> throw new IllegalArgumentException(c.toString());
      case Command.Warn c -> throw new IllegalArgumentException(c.toString());
      case Command.Stopped c -> throw new IllegalArgumentException(c.toString());
      case Command.Trouble c -> throw new IllegalArgumentException(c.toString());
      case Command.Recovered c -> throw new IllegalArgumentException(c.toString());
      case Command.PlanAgain c -> throw new IllegalArgumentException(c.toString());
    };
  }

  private List<Write> items(Command.LoadFile command) {
    return world
        .exports()
        .ofManifest(command.manifest())
        .flatMap(e -> Optional.ofNullable(e.files().get(command.file())))
        .orElseThrow(
            () -> new CallFailed(Failure.Kind.REFUSED, "there is no file " + command.file()));
  }

  /** The answer to {@code command} when it failed. */
  static Event failed(Command command, Failure failure) {
    return switch (command) {
      case Command.ReadState c -> new Event.StateReadFailed(failure);
      case Command.ListShards c -> new Event.ListingFailed(failure);
      case Command.OpenIterator c -> new Event.ReadFailed(c.shard(), c.ticket(), failure);
      case Command.ReadPage c -> new Event.ReadFailed(c.shard(), c.ticket(), failure);
      case Command.RequestExport c -> new Event.ExportCallFailed(c.clientToken(), failure);
      case Command.DescribeExport c -> new Event.ExportCallFailed(c.exportArn(), failure);
      case Command.ReadManifest c -> new Event.ExportCallFailed(c.manifest(), failure);
      case Command.LoadFile c -> new Event.LoadFailed(c.file(), failure);
      case Command.LoadTouched c -> new Event.LoadFailed(c.file(), failure);
      case Command.Apply c -> new Event.CommitFailed(c.ticket(), failure);
      case Command.Want c -> throw new IllegalArgumentException(c.toString());
      case Command.Warn c -> throw new IllegalArgumentException(c.toString());
      case Command.Stopped c -> throw new IllegalArgumentException(c.toString());
      case Command.Trouble c -> throw new IllegalArgumentException(c.toString());
      case Command.Recovered c -> throw new IllegalArgumentException(c.toString());
      case Command.PlanAgain c -> throw new IllegalArgumentException(c.toString());
    };
  }
}
