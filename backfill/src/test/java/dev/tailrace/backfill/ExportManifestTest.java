package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportManifestTest {
  private static final String ITEM = "{\"Item\":{\"pk\":{\"S\":\"a\"}}}";
  private static final String SUMMARY = HandMadeExport.PREFIX + "/manifest-summary.json";

  @TempDir Path bucket = Path.of("");
  private HandMadeExport export = new HandMadeExport(bucket, ExportFormat.DYNAMODB_JSON);

  @BeforeEach
  void makeExport() {
    export = new HandMadeExport(bucket, ExportFormat.DYNAMODB_JSON);
  }

  @Test
  void aFullExportIsReadWithAllThatItSays() {
    DataFile one = export.file("one", ITEM, ITEM);
    DataFile none = export.file("none");
    ExportManifest manifest = ExportManifest.read(export.store(), export.write());
    assertThat(manifest.files()).containsExactly(one, none);
    ManifestSummary summary = manifest.summary();
    assertThat(summary.tableArn())
        .isEqualTo("arn:aws:dynamodb:us-east-1:123456789012:table/orders");
    assertThat(summary.exportArn()).endsWith("/export/" + HandMadeExport.ID);
    assertThat(summary.itemCount()).isEqualTo(2);
    assertThat(summary.format()).isEqualTo(ExportFormat.DYNAMODB_JSON);
    assertThat(summary.scope())
        .isEqualTo(new ExportScope.Full(Instant.parse("2026-11-20T10:00:00Z")));
  }

  @Test
  void anIncrementalExportSaysItsWindow() {
    ExportManifest manifest = ExportManifest.read(export.store(), export.incremental().write());
    assertThat(manifest.summary().incremental()).isTrue();
    assertThat(manifest.summary().scope())
        .isEqualTo(
            new ExportScope.Incremental(
                Instant.parse("2026-11-20T09:00:00Z"),
                Instant.parse("2026-11-20T10:00:00Z"),
                ExportScope.View.NEW_AND_OLD_IMAGES));
    assertThat(manifest.summary().exportTime()).isEqualTo(Instant.parse("2026-11-20T10:00:00Z"));
  }

  /** Peer defect 14: an object under {@code data/} that the manifest does not list is no part. */
  @Test
  void onlyWhatTheManifestListsBelongsToTheExport() throws IOException {
    DataFile listed = export.file("listed", ITEM);
    ExportLocation location = export.write();
    Path stray = export.path(listed.key()).resolveSibling("stray.json.gz");
    Files.write(stray, HandMadeExport.gzip(ITEM));
    assertThat(ExportManifest.read(export.store(), location).files()).containsExactly(listed);
  }

  /** Peer defect 14: counts are compared. */
  @Test
  void countsThatDoNotAddUpAreRefused() {
    export.miscounted(1).file("one", ITEM);
    refused("manifest-files.json", "1 items in all, where the summary says 2");
  }

  @Test
  void aFileListedTwiceIsRefused() {
    export.list(export.file("one", ITEM));
    refused("manifest-files.json", "one.json.gz twice");
  }

  /** Two files on one line, as when a line feed is lost: none is passed over, empty as it is. */
  @Test
  void aLineOfTwoFilesIsRefused() throws IOException {
    export.file("one");
    export.file("two");
    export.write();
    Path files = export.path(HandMadeExport.PREFIX + "/manifest-files.json");
    export.checked("manifest-files", Files.readString(files).replace("\n", ""));
    assertThatThrownBy(() -> ExportManifest.read(export.store(), export.location()))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("manifest-files.json: is not JSON");
  }

  @Test
  void anAlteredManifestIsRefused() throws IOException {
    export.write();
    Path summary = export.path(SUMMARY);
    Files.writeString(summary, Files.readString(summary).replace("orders", "others"));
    assertThatThrownBy(() -> ExportManifest.read(export.store(), export.location()))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("manifest-summary.json: has the MD5");
  }

  @Test
  void aManifestWithoutAChecksumBesideItIsTakenAsItIs() throws IOException {
    ExportLocation location = export.write();
    Files.delete(export.path(HandMadeExport.PREFIX + "/manifest-summary.checksum"));
    Files.delete(export.path(HandMadeExport.PREFIX + "/manifest-files.checksum"));
    assertThat(ExportManifest.read(export.store(), location).files()).isEmpty();
  }

  @Test
  void aSummaryOfAnUnknownKindIsRefused() throws IOException {
    refusedWhen("DYNAMODB_JSON", "PARQUET", "unknown output format PARQUET");
    refusedWhen("FULL_EXPORT", "HALF_EXPORT", "unknown export type HALF_EXPORT");
    refusedWhen("\"itemCount\":0", "\"itemCount\":-1", "itemCount -1");
    refusedWhen("2026-11-20T10:00:00.000Z\",\"exportT", "soon\",\"exportT", "exportTime soon");
    refusedWhen("}", "", "is not JSON");
    refusedWhen("}", "}{}", "is not JSON");
  }

  @Test
  void aFieldThatIsNeededAndMissingIsNamed() throws IOException {
    for (String field :
        List.of("version", "exportArn", "tableArn", "exportTime", "itemCount", "outputFormat")) {
      refusedWhen("\"" + field + "\"", "\"x\"", "has no " + field);
    }
    export.incremental();
    for (String field : List.of("exportFromTime", "exportToTime", "outputView")) {
      refusedWhen("\"" + field + "\"", "\"x\"", "has no " + field);
    }
  }

  @Test
  void aVersionThatIsNotKnownIsReadWithAWarningAsLongAsAllThatIsNeededIsThere() throws IOException {
    DataFile file = export.incremental().file("one", ITEM);
    export.write();
    List<String> warnings = new ArrayList<>();
    ExportManifest.read(export.store(), export.location(), warnings::add);
    assertThat(warnings).as("AWS's own version of an incremental export").isEmpty();

    String summary = Files.readString(export.path(SUMMARY)).replace("2023-08-01", "2031-02-03");
    export.checked("manifest-summary", summary);
    ExportManifest manifest = ExportManifest.read(export.store(), export.location(), warnings::add);
    assertThat(manifest.files()).containsExactly(file);
    assertThat(manifest.summary().incremental()).isTrue();
    assertThat(warnings)
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("manifest-summary.json", "2031-02-03");

    export.checked("manifest-summary", summary.replace("\"exportToTime\"", "\"until\""));
    assertThatThrownBy(() -> ExportManifest.read(export.store(), export.location()))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("has no exportToTime");
  }

  /** Exports before 2023 say no type and have their checksums in files of another name. */
  @Test
  void anOldManifestIsReadAndItsChecksumCompared() throws IOException {
    DataFile file = export.file("one", ITEM);
    export.write();
    String old =
        Files.readString(export.path(SUMMARY))
            .replace(",\"exportType\":\"FULL_EXPORT\"", "")
            .replace("\"s3Prefix\":\"tailrace\"", "\"s3Prefix\":null");
    assertThat(old).doesNotContain("exportType").contains("\"s3Prefix\":null");
    export.checked("manifest-summary", old);
    for (String name : List.of("manifest-summary", "manifest-files")) {
      Path checksum = export.path(HandMadeExport.PREFIX + "/" + name + ".checksum");
      Files.move(checksum, checksum.resolveSibling(name + ".md5"));
    }
    assertThat(ExportManifest.read(export.store(), export.location()).files())
        .containsExactly(file);

    Files.writeString(export.path(SUMMARY), old.replace("orders", "others"));
    assertThatThrownBy(() -> ExportManifest.read(export.store(), export.location()))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("manifest-summary.json: has the MD5");
  }

  /** S3 answers 403 for an object that is missing, where listing the bucket is not granted. */
  @Test
  void aRefusedLookForAChecksumIsNoObstacle() {
    DataFile file = export.file("one", ITEM);
    ExportLocation location = export.write();
    ExportStore store = export.store();
    ExportStore unlisted =
        new ExportStore() {
          @Override
          public InputStream open(String key) {
            return store.open(key);
          }

          @Override
          public Optional<InputStream> find(String key) {
            throw new AwsException.AccessDenied(key + ": access denied", new IOException());
          }

          @Override
          public String describe(String key) {
            return store.describe(key);
          }
        };
    assertThat(ExportManifest.read(unlisted, location).files()).containsExactly(file);
  }

  private void refusedWhen(String written, String instead, String says) throws IOException {
    export.write();
    String summary = Files.readString(export.path(SUMMARY));
    assertThat(summary).contains(written);
    export.checked("manifest-summary", summary.replace(written, instead));
    assertThatThrownBy(() -> ExportManifest.read(export.store(), export.location()))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("manifest-summary.json")
        .hasMessageContaining(says);
  }

  @Test
  void aMissingManifestIsNamed() throws IOException {
    export.write();
    Files.delete(export.path(HandMadeExport.PREFIX + "/manifest-files.json"));
    assertThatThrownBy(() -> ExportManifest.read(export.store(), export.location()))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("manifest-files.json: it is missing");
  }

  @Test
  void aMissingDataFileIsNamed() throws IOException {
    DataFile file = export.file("one", ITEM);
    ExportLocation location = export.write();
    Files.delete(export.path(file.key()));
    DataFile listed = ExportManifest.read(export.store(), location).files().getFirst();
    assertThatThrownBy(() -> DataFiles.open(export.store(), listed, ExportFormat.DYNAMODB_JSON))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("one.json.gz: it is missing");
  }

  @Test
  void aFolderThatHoldsThePrefixOnlyInPartIsRead() throws IOException {
    DataFile file = export.file("one", ITEM);
    export.write();
    Path moved = bucket.resolve("elsewhere/my files/AWSDynamoDB");
    Files.createDirectories(moved.getParent());
    Files.move(bucket.resolve("tailrace/AWSDynamoDB"), moved);
    ExportLocation location =
        ExportLocation.parse(moved.resolve(HandMadeExport.ID).toUri() + "manifest-summary.json");
    ExportStore store = new FolderStore(location.folder().orElseThrow());
    assertThat(ExportManifest.read(store, location).files()).containsExactly(file);
    DataFiles.open(store, file, ExportFormat.DYNAMODB_JSON).close();
  }

  private void refused(String object, String says) {
    ExportLocation location = export.write();
    assertThatThrownBy(() -> ExportManifest.read(export.store(), location))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining(object)
        .hasMessageContaining(says)
        .hasMessageContaining("Copy it again");
  }
}
