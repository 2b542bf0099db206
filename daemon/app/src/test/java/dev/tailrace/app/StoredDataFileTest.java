package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.backfill.ExportStatus;
import dev.tailrace.backfill.Exports;
import dev.tailrace.backfill.PitrStatus;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.core.Command;
import dev.tailrace.core.SourceTable;
import dev.tailrace.core.TableIdentity;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.StoredFile;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which data files a sink is told the place of. */
final class StoredDataFileTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final String FILE = "AWSDynamoDB/01-ab/data/f.json.gz";
  private static final String ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";
  private static final SourceTable SOURCE =
      new SourceTable(
          "orders",
          new TableIdentity(ARN, ""),
          new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S))),
          "s");

  private @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit fills the folder in
  StoredDataFileTest() {}

  /** Remembers the loads, and reads the items only where it is told no place. */
  private static final class PlaceSink implements Sink {
    final List<Optional<StoredFile>> places = new ArrayList<>();

    @Override
    public Guarantee guarantee() {
      return Guarantee.EXACTLY_ONCE;
    }

    @Override
    public TableState read(TableId table) {
      return TableState.none();
    }

    @Override
    public CommitOutcome commit(Commit commit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LoadOutcome load(DataFileLoad load) {
      places.add(load.stored());
      return new LoadOutcome.Loaded(load.stored().isEmpty() && load.items().next() ? 1 : 0);
    }

    @Override
    public void touchedSince(
        TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** None is asked for: the manifest is there. */
  private static final class NoExports implements Exports {
    @Override
    public PitrStatus pitr(String table) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String request(ExportRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ExportStatus describe(String exportArn) {
      throw new UnsupportedOperationException();
    }
  }

  private String export(String format) throws IOException {
    Path export = Files.createDirectories(folder.resolve("AWSDynamoDB/01-ab"));
    Files.writeString(
        export.resolve("manifest-summary.json"),
        "{\"version\":\"2020-06-30\",\"exportArn\":\"%1$s/export/01-ab\",\"tableArn\":\"%1$s\",\"exportTime\":\"%2$s\",\"itemCount\":7,\"outputFormat\":\"%3$s\",\"manifestFilesS3Key\":\"AWSDynamoDB/01-ab/manifest-files.json\"}"
            .formatted(ARN, TIME, format));
    Files.writeString(
        export.resolve("manifest-files.json"),
        "{\"itemCount\":7,\"md5Checksum\":\"1B2M2Y8AsgTpgAmY7PhCfg==\",\"etag\":\"x-1\",\"dataFileS3Key\":\"%s\"}\n"
            .formatted(FILE));
    return export.toUri().toString();
  }

  /** Loads the one file, which does not exist: whoever opens it fails. */
  private PlaceSink load(String manifest, String more, DataFileLoad.Kind kind) {
    Config config =
        ConfigFile.parse(
            "pipeline: shop\nsource:\n  tables:\n    - name: orders\n%sexport:\n  bucket: b\nsink:\n  url: \"-\"\n"
                .formatted(more),
            "t.yaml");
    TablePlan plan = TablePlan.of(config, config.source().tables().getFirst(), SOURCE, Map.of());
    PlaceSink sink = new PlaceSink();
    ExportCalls.Target target =
        new ExportCalls.Target(new TableId("shop", "orders"), plan.targets(), sink);
    try (AwsClients aws = new AwsClients(config.aws())) {
      new ExportCalls(new NoExports(), aws, config.export(), plan, target)
          .load(new Command.LoadFile(manifest, FILE, TIME, 1, kind));
    }
    return sink;
  }

  @Test
  void aWholeExportThatNothingChangesIsNotEvenOpenedHere() throws IOException {
    PlaceSink sink = load(export("DYNAMODB_JSON"), "", DataFileLoad.Kind.FULL);
    assertThat(sink.places)
        .containsExactly(Optional.of(new StoredFile("file://" + folder + "/" + FILE, 7)));
  }

  @Test
  void whatIsChangedDividedUpOrOfAnotherFormatIsRead() throws IOException {
    for (String more :
        List.of(
            "      exclude: [x]\n",
            "      rename: {a: b}\n",
            "      constant: {region: eu}\n",
            "      routes:\n        - {target: t, attribute: pk, prefix: \"T#\"}\n")) {
      assertRead(export("DYNAMODB_JSON"), more, DataFileLoad.Kind.FULL);
    }
    assertRead(export("DYNAMODB_JSON"), "", DataFileLoad.Kind.CHANGES);
    assertRead(export("ION"), "", DataFileLoad.Kind.FULL);
  }

  private void assertRead(String manifest, String more, DataFileLoad.Kind kind) {
    assertThatThrownBy(() -> load(manifest, more, kind))
        .as(more)
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("f.json.gz");
  }
}
