package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExportLocationTest {
  @Test
  void anExportInABucketIsFoundWithOrWithoutAPrefix() {
    for (String behind : List.of("", "/", "//", "/manifest-summary.json")) {
      ExportLocation deep = ExportLocation.parse("s3://b/x/y/AWSDynamoDB/01-ab" + behind);
      assertThat(deep.bucket()).contains("b");
      assertThat(deep.keyPrefix()).isEqualTo("x/y/AWSDynamoDB/01-ab");
      assertThat(deep.summaryKey()).isEqualTo("x/y/AWSDynamoDB/01-ab/manifest-summary.json");
      ExportLocation bare = ExportLocation.parse("s3://b/AWSDynamoDB/01-ab" + behind);
      assertThat(bare.keyPrefix()).isEqualTo("AWSDynamoDB/01-ab");
      assertThat(ExportLocation.parse(deep.toString())).isEqualTo(deep);
    }
  }

  @Test
  void anExportInAFolderIsFoundWhateverItsPathHoldsOrLacks() {
    for (String uri :
        List.of(
            "file:///my data/x/AWSDynamoDB/01-ab",
            "file:///my%20data/x/AWSDynamoDB/01-ab/",
            "file:/my%20data/x/AWSDynamoDB/01-ab/manifest-summary.json",
            "file://localhost/my%20data/x/AWSDynamoDB/01-ab")) {
      ExportLocation location = ExportLocation.parse(uri);
      assertThat(location.bucket()).isEmpty();
      assertThat(location.folder()).contains(Path.of("/my data/x"));
      assertThat(location.keyPrefix()).isEqualTo("AWSDynamoDB/01-ab");
      assertThat(ExportLocation.parse(location.toString())).isEqualTo(location);
    }
  }

  @Test
  void aFolderMayBeRelativeToTheWorkingOne() {
    ExportLocation here = ExportLocation.parse("file:AWSDynamoDB/01-ab");
    assertThat(here.folder()).contains(Path.of("").toAbsolutePath());
    assertThat(ExportLocation.parse(here.toString())).isEqualTo(here);
    assertThat(ExportLocation.parse("file:./x/AWSDynamoDB/01-ab").folder())
        .contains(Path.of("x").toAbsolutePath());
  }

  @Test
  void anythingElseIsRefusedWithBothForms() {
    for (String uri :
        List.of(
            "",
            "/data/AWSDynamoDB/01-ab",
            "s3://b",
            "s3://b/x/01-ab",
            "s3:///AWSDynamoDB/01-ab",
            "s3://b/AWSDynamoDB/",
            "s3://b/AWSDynamoDB/01-ab/data",
            "https://b.s3.amazonaws.com/AWSDynamoDB/01-ab",
            "file://data/AWSDynamoDB/01-ab",
            "file:///a%00b/AWSDynamoDB/01-ab",
            "file:///data/AWSDynamoDB/..",
            "s3://b/AWSDynamoDB/.",
            "s3://key:secret@b/AWSDynamoDB/01-ab",
            "s3://b/AWSDynamoDB/01-ab?X-Amz-Signature=secret",
            "file:///data/01-ab")) {
      assertThatThrownBy(() -> ExportLocation.parse(uri))
          .isInstanceOf(DataFileException.class)
          .hasMessageStartingWith(Redacted.url(uri) + ": ")
          .hasMessageNotContaining("secret")
          .hasMessageContaining("s3://bucket/prefix/AWSDynamoDB/<export id>")
          .hasMessageContaining("file:///folder/AWSDynamoDB/<export id>");
    }
  }
}
