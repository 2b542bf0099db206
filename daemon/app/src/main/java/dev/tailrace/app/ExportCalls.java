package dev.tailrace.app;

import dev.tailrace.backfill.AwsException;
import dev.tailrace.backfill.DataFile;
import dev.tailrace.backfill.DataFiles;
import dev.tailrace.backfill.ExportFormat;
import dev.tailrace.backfill.ExportLocation;
import dev.tailrace.backfill.ExportManifest;
import dev.tailrace.backfill.ExportScope;
import dev.tailrace.backfill.ExportStatus;
import dev.tailrace.backfill.ExportStore;
import dev.tailrace.backfill.Exports;
import dev.tailrace.backfill.Exports.Destination;
import dev.tailrace.backfill.Exports.ExportRequest;
import dev.tailrace.backfill.FolderStore;
import dev.tailrace.backfill.S3Store;
import dev.tailrace.backfill.ShapeSampling;
import dev.tailrace.config.Config.ExportConfig;
import dev.tailrace.core.Command;
import dev.tailrace.core.ExportContents;
import dev.tailrace.core.ExportState;
import dev.tailrace.core.ExportWindow;
import dev.tailrace.core.Failure;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.StoredFile;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

/** One table's calls about its export, and the loading of its files. Safe for several threads. */
final class ExportCalls {
  private final Exports exports;
  private final AwsClients aws;
  private final ExportConfig config;
  private final TablePlan plan;
  private final Target target;
  private volatile boolean abandoned;
  private Optional<Opened> opened = Optional.empty();

  ExportCalls(Exports exports, AwsClients aws, ExportConfig config, TablePlan plan, Target target) {
    this.exports = exports;
    this.aws = aws;
    this.config = config;
    this.plan = plan;
    this.target = target;
  }

  /** Where the rows go. */
  record Target(TableId id, List<TargetTable> tables, Sink sink) {
    /** The table's own, which is loaded last: a file in it is in all. */
    TargetTable own() {
      return tables.get(0);
    }

    /**
     * Loads something into all of them and returns how it ended in the table's own.
     *
     * @param load into a target, under the key that it is given
     */
    LoadOutcome loadAll(String fileKey, BiFunction<TargetTable, String, LoadOutcome> load) {
      for (TargetTable routed : tables.subList(1, tables.size())) {
        LoadOutcome outcome = load.apply(routed, fileKey + "#" + routed.name());
        if (outcome instanceof LoadOutcome.Refused) {
          return outcome;
        }
      }
      return load.apply(own(), fileKey);
    }
  }

  /** The manifest that was read last. */
  private record Opened(String uri, ExportStore store, ExportManifest manifest) {}

  String request(String clientToken, Optional<ExportWindow> window) {
    ExportFormat format =
        config.format().equals("ion") ? ExportFormat.ION : ExportFormat.DYNAMODB_JSON;
    return exports.request(
        new ExportRequest(
            plan.source().tableArn(),
            clientToken,
            format,
            new Destination(
                config.bucket(),
                config.prefix(),
                config.ownerFor(plan.source().tableArn()),
                config.kmsKey()),
            window.map(
                w -> new ExportScope.Incremental(w.from(), w.to(), ExportScope.View.NEW_IMAGE))));
  }

  ExportState describe(String exportArn) {
    return switch (exports.describe(exportArn)) {
      case ExportStatus.InProgress e -> new ExportState.InProgress();
      case ExportStatus.Completed e ->
          new ExportState.Completed(e.location().toString(), e.exportTime());
      case ExportStatus.Failed e -> new ExportState.Failed(e.code() + ": " + e.message());
    };
  }

  ExportContents read(String uri) {
    Opened export = opened(uri);
    if (!export.manifest().summary().tableArn().equals(plan.source().tableArn())) {
      throw new DataFileException(
          "%s: is an export of %s, not of %s"
              .formatted(uri, export.manifest().summary().tableArn(), plan.source().tableArn()));
    }
    return new ExportContents(
        export.manifest().files().stream().map(DataFile::key).toList(),
        export.manifest().summary().itemCount(),
        plan.targets().stream().map(t -> plan.typed(shape(export, t), t)).toList());
  }

  private TableShape shape(Opened export, TargetTable table) {
    return switch (export.manifest().summary().scope()) {
      case ExportScope.Full full ->
          ShapeSampling.shape(export.store(), export.manifest(), table.key(), plan.view(table));
      // It goes into a table that has its columns.
      case ExportScope.Incremental window -> TableShape.ofKey(table.key());
    };
  }

  LoadOutcome load(Command.LoadFile command) {
    Opened export = opened(command.manifest());
    DataFile file =
        export.manifest().files().stream()
            .filter(f -> f.key().equals(command.file()))
            .findFirst()
            .orElseThrow(
                () ->
                    new DataFileException(
                        command.manifest() + ": no longer lists " + command.file()));
    return target.loadAll(file.key(), (table, key) -> load(command, export, file, table, key));
  }

  private LoadOutcome load(
      Command.LoadFile command, Opened export, DataFile file, TargetTable table, String key) {
    Optional<StoredFile> stored = stored(export, file, command.kind());
    try (ItemReader items =
        stored.isPresent()
            ? new LazyItems(() -> open(export, file, command.kind()))
            : open(export, file, command.kind())) {
      ItemReader seen =
          plan.leavesItemsAsTheyAre() && plan.targets().size() == 1
              ? items
              : new TargetReader(items, plan.transform(), table.route(), command.kind());
      return target
          .sink()
          .load(
              new DataFileLoad(
                  target.id(),
                  command.lifeVersion(),
                  table,
                  key,
                  command.exportTime(),
                  command.kind(),
                  new AbandonableReader(seen),
                  stored));
    }
  }

  /** Where a warehouse may take the file from by itself, if it is for it as it is. */
  private Optional<StoredFile> stored(Opened export, DataFile file, DataFileLoad.Kind kind) {
    boolean asItIs =
        kind == DataFileLoad.Kind.FULL
            && export.manifest().summary().format() == ExportFormat.DYNAMODB_JSON
            && plan.leavesItemsAsTheyAre()
            && plan.targets().size() == 1;
    if (!asItIs) {
      return Optional.empty();
    }
    ExportLocation location = ExportLocation.parse(export.uri());
    String root =
        location
            .bucket()
            .map(bucket -> "s3://" + bucket + "/")
            .orElseGet(() -> "file://" + location.folder().orElseThrow() + "/");
    return Optional.of(new StoredFile(root + file.key(), file.itemCount()));
  }

  private static ItemReader open(Opened export, DataFile file, DataFileLoad.Kind kind) {
    ExportFormat format = export.manifest().summary().format();
    return switch (kind) {
      case FULL -> DataFiles.open(export.store(), file, format);
      case CHANGES -> DataFiles.openChanges(export.store(), file, format);
    };
  }

  private synchronized Opened opened(String uri) {
    if (opened.filter(o -> o.uri().equals(uri)).isEmpty()) {
      ExportLocation location = ExportLocation.parse(uri);
      ExportStore store =
          store(
              location,
              () -> aws.s3(config.bucketRegion()),
              config.ownerFor(plan.source().tableArn()));
      opened = Optional.of(new Opened(uri, store, ExportManifest.read(store, location)));
    }
    return opened.orElseThrow();
  }

  /** Where an export is; a bucket has to be {@code owner}'s, where that is known. */
  static ExportStore store(ExportLocation location, Supplier<S3Client> s3, Optional<String> owner) {
    return location
        .bucket()
        .<ExportStore>map(bucket -> new S3Store(s3.get(), location, owner))
        .orElseGet(() -> new FolderStore(location.folder().orElseThrow()));
  }

  /** Gives up loads that are under way; nothing of their files is loaded. */
  void abandonLoads() {
    abandoned = true;
  }

  /** What to do about an exception of the backfill's, if it is one. */
  static Optional<Failure> failureOf(Throwable e) {
    return switch (e) {
      case AwsException.OutOfReach lost ->
          Optional.of(new Failure(Failure.Kind.OUT_OF_REACH, String.valueOf(lost.getMessage())));
      case AwsException.PitrOff off ->
          Optional.of(new Failure(Failure.Kind.OUT_OF_REACH, String.valueOf(off.getMessage())));
      case AwsException aws ->
          Optional.of(
              new Failure(
                  aws.isPassing() ? Failure.Kind.RETRY : Failure.Kind.REFUSED,
                  String.valueOf(aws.getMessage())));
      case AbandonedException abandonedLoad ->
          Optional.of(new Failure(Failure.Kind.RETRY, "the daemon is stopping"));
      default -> Optional.empty();
    };
  }

  private static final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Ends a load when the daemon stops, however large the file. */
  private final class AbandonableReader implements ItemReader {
    private final ItemReader items;

    AbandonableReader(ItemReader items) {
      this.items = items;
    }

    @Override
    public boolean next() {
      if (abandoned) {
        throw new AbandonedException();
      }
      return items.next();
    }

    @Override
    public byte[] bytes() {
      return items.bytes();
    }

    @Override
    public int from() {
      return items.from();
    }

    @Override
    public int to() {
      return items.to();
    }

    @Override
    public boolean isDelete() {
      return items.isDelete();
    }

    @Override
    public void close() {
      items.close();
    }
  }
}
