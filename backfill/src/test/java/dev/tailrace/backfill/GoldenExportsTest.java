package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.backfill.InMemory.Change;
import dev.tailrace.item.Item;
import dev.tailrace.sink.ItemReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Reads the exports under {@code src/test/resources/aws}, which have the shapes that AWS writes.
 */
final class GoldenExportsTest {
  private static final Path EXPORTS = Path.of("src/test/resources/aws");
  private static final String TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/parcels";

  private static final List<String> ITEMS =
      List.of(
          "{\"depot\":{\"S\":\"Antwerp\"},\"parcel\":{\"N\":\"600\"},\"label\":{\"B\":\"AAEC/w==\"},"
              + "\"fragile\":{\"BOOL\":true},\"signedBy\":{\"NULL\":true},"
              + "\"size\":{\"M\":{\"w\":{\"N\":\"12.5\"},\"h\":{\"N\":\"-0.25\"}}},"
              + "\"stops\":{\"L\":[{\"S\":\"Ghent\"},{\"N\":\"2\"},{\"L\":[]}]},"
              + "\"tags\":{\"SS\":[\"cold\",\"late\"]},\"scans\":{\"NS\":[\"1\",\"2.5\"]},"
              + "\"seals\":{\"BS\":[\"AQ==\",\"Ag==\"]}}",
          "{\"depot\":{\"S\":\"Bruges\"},\"parcel\":{\"N\":\"7\"},"
              + "\"note\":{\"S\":\"left at the \\\"blue\\\" door\\nno. 7\"}}");

  private static final List<Change> CHANGES =
      List.of(
          new Change(
              "{\"depot\":{\"S\":\"Antwerp\"},\"parcel\":{\"N\":\"600\"},\"state\":{\"S\":\"received\"}}",
              false),
          new Change(
              "{\"depot\":{\"S\":\"Bruges\"},\"parcel\":{\"N\":\"7\"},\"state\":{\"S\":\"sent\"}}",
              false),
          new Change("{\"depot\":{\"S\":\"Ghent\"},\"parcel\":{\"N\":\"31\"}}", true));

  private final List<String> warnings = new ArrayList<>();

  @Test
  void aFullExportInDynamoDbJson() {
    ExportLocation at = at("full-json/AWSDynamoDB/01795169651022-7c3e9a41");
    ManifestSummary summary = manifest(at).summary();
    assertThat(summary.exportArn()).isEqualTo(TABLE + "/export/01795169651022-7c3e9a41");
    assertThat(summary.tableArn()).isEqualTo(TABLE);
    assertThat(summary.scope())
        .isEqualTo(new ExportScope.Full(Instant.parse("2026-11-20T10:14:11.022Z")));
    assertThat(items(at)).isEqualTo(ITEMS);
  }

  @Test
  void aFullExportInIonUnderAPrefix() {
    ExportLocation at = at("full-ion/nightly/eu/AWSDynamoDB/01795169651044-19b0d5f2");
    assertThat(manifest(at).summary().format()).isEqualTo(ExportFormat.ION);
    assertThat(items(at)).isEqualTo(ITEMS);
  }

  @Test
  void incrementalExportsOfBothViewsAndFormatsHoldTheSameChanges() {
    for (String path :
        List.of(
            "incremental-json/AWSDynamoDB/01795169057000-e83f0c6d",
            "incremental-json-new-image/nightly/AWSDynamoDB/01795169057000-5a7db219",
            "incremental-ion/AWSDynamoDB/01795169057000-c40e7f98")) {
      ExportLocation at = at(path);
      assertThat(manifest(at).summary().scope())
          .as(path)
          .isEqualTo(
              new ExportScope.Incremental(
                  Instant.parse("2026-11-20T09:15:00Z"),
                  Instant.parse("2026-11-20T09:45:00Z"),
                  path.contains("new-image")
                      ? ExportScope.View.NEW_IMAGE
                      : ExportScope.View.NEW_AND_OLD_IMAGES));
      assertThat(changes(at)).as(path).isEqualTo(CHANGES);
    }
    assertThat(warnings).isEmpty();
  }

  private static ExportLocation at(String path) {
    return ExportLocation.parse(EXPORTS.resolve(path).toUri().toString());
  }

  private static ExportStore store(ExportLocation at) {
    return new FolderStore(at.folder().orElseThrow());
  }

  private ExportManifest manifest(ExportLocation at) {
    ExportManifest manifest = ExportManifest.read(store(at), at, warnings::add);
    assertThat(warnings).isEmpty();
    assertThat(manifest.files()).hasSize(2);
    assertThat(manifest.files().getFirst().itemCount()).isZero();
    return manifest;
  }

  private List<String> items(ExportLocation at) {
    List<String> items = new ArrayList<>();
    ExportManifest manifest = manifest(at);
    for (DataFile file : manifest.files()) {
      try (ItemReader reader = DataFiles.open(store(at), file, manifest.summary().format())) {
        while (reader.next()) {
          items.add(Item.slice(reader.bytes(), reader.from(), reader.to()).toString());
        }
      }
    }
    return items;
  }

  private List<Change> changes(ExportLocation at) {
    List<Change> changes = new ArrayList<>();
    ExportManifest manifest = manifest(at);
    for (DataFile file : manifest.files()) {
      try (ItemReader reader =
          DataFiles.openChanges(store(at), file, manifest.summary().format())) {
        while (reader.next()) {
          Item item = Item.slice(reader.bytes(), reader.from(), reader.to());
          changes.add(new Change(item.toString(), reader.isDelete()));
        }
      }
    }
    return changes;
  }
}
