package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.DataFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What nobody's table is, and somebody may put into a bucket: each has a bound and is named. */
final class HostileExportTest {
  private static final ExportLocation PLACE =
      ExportLocation.parse("s3://b/p/AWSDynamoDB/01-ab/manifest-summary.json");

  private static final String OUTSIDE = "is not one of this export";

  @Test
  void keysOfTheExportsOwnAreTaken() {
    PLACE.verify("m", "p/AWSDynamoDB/01-ab/data/one.json.gz");
    PLACE.verify("m", "p/AWSDynamoDB/data/one.ion.gz");
    PLACE.verify("m", "elsewhere/AWSDynamoDB/01-ab/data/it was copied.json.gz");
    PLACE.verify("m", "AWSDynamoDB/01-ab/manifest-files.json");
  }

  @Test
  void aKeyOutsideOfTheExportIsRefused() {
    for (String key :
        new String[] {
          "../../../etc/passwd",
          "/etc/passwd",
          "p/AWSDynamoDB/01-ab/data/../../../../etc/passwd",
          "p/AWSDynamoDB/01-ab/data/..",
          "p/AWSDynamoDB/02-cd/data/of-another-export.json.gz",
          "p/AWSDynamoDB/01-ab/data/deeper/one.json.gz",
          "p/AWSDynamoDB/01-ab/data/",
          "p/AWSDynamoDB/01-ab/data/a\\..\\b",
          "p/AWSDynamoDB/01-ab/data/a\u0000b",
          "s3://other/secret.json.gz",
          "s3://other/AWSDynamoDB/../secret.json.gz",
          "xAWSDynamoDB/01-ab/data/one.json.gz",
          "data/00000.json.gz",
          "",
          "x".repeat(100_000)
        }) {
      assertThatThrownBy(() -> PLACE.verify("the manifest", key))
          .as(key)
          .isInstanceOf(DataFileException.class)
          .hasMessageStartingWith("the manifest: names the object ")
          .hasMessageContaining(OUTSIDE)
          .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(600));
    }
  }

  @Test
  void aManifestWithoutAnEndIsReadToItsBoundOnly() {
    assertThatThrownBy(() -> ExportManifest.read(new OneObject(HostileExportTest::endless), PLACE))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("manifest-summary.json: is larger than 1048576 bytes");
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return ' ';
      }

      @Override
      public int read(byte[] target, int from, int length) {
        Arrays.fill(target, from, from + length, (byte) ' ');
        return length;
      }
    };
  }

  /** The same object under each key, and no checksums. */
  private record OneObject(Supplier<InputStream> object) implements ExportStore {
    @Override
    public InputStream open(String key) {
      return object.get();
    }

    @Override
    public Optional<InputStream> find(String key) {
      return Optional.empty();
    }

    @Override
    public String describe(String key) {
      return key;
    }
  }

  @Test
  void aManifestOfAHundredThousandLevelsIsNoJson() {
    byte[] levels = "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(
            () -> ExportManifest.read(new OneObject(() -> new ByteArrayInputStream(levels)), PLACE))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("is not JSON");
  }

  /** A gigabyte of one line, out of a megabyte of gzip. */
  @Test
  void aLineWithoutAnEndIsReadToItsBoundOnly() throws IOException {
    byte[] bomb = bomb("{\"Item\":{\"pk\":{\"S\":\"");
    assertThatThrownBy(
            () -> InMemory.read(bomb, ExportFormat.DYNAMODB_JSON, 1, HandMadeExport.md5(bomb)))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(InMemory.NAME + ": line 1 is longer than 67108864 bytes");
  }

  @Test
  void anIonValueWithoutAnEndIsReadToItsBoundOnly() throws IOException {
    for (String start : new String[] {"$ion_1_0 {Item:{pk:\"", "$ion_1_0 {Item:{pk:'", "/*"}) {
      byte[] bomb = bomb(start);
      assertThatThrownBy(() -> InMemory.read(bomb, ExportFormat.ION, 1, HandMadeExport.md5(bomb)))
          .as(start)
          .isInstanceOf(DataFileException.class)
          .hasMessageStartingWith(InMemory.NAME + ": value ")
          .hasMessageContaining("is longer than 67108864 bytes");
    }
  }

  private static byte[] bomb(String start) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(start.getBytes(StandardCharsets.US_ASCII));
      byte[] same = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 100; i++) {
        gzip.write(same);
      }
    }
    return out.toByteArray();
  }

  @Test
  void anIonNumberOfAMillionDigitsIsRefused() {
    for (String number : new String[] {"1".repeat(1_000_000), "1".repeat(1_000_000) + "."}) {
      ion("{Item:{a:" + number + "}}", "more digits than DynamoDB has");
    }
  }

  /** Peer and parser would make room for as many symbols as a table says that it has. */
  @Test
  void anIonSymbolTableOfTwoThousandMillionSymbolsIsRefused() {
    ion(
        "$ion_symbol_table::{imports:[{name:\"x\",version:1,max_id:2147483647}]} {Item:{a:$2147483640}}",
        "");
  }

  private static void ion(String text, String says) {
    assertThatThrownBy(() -> InMemory.read("$ion_1_0 " + text, ExportFormat.ION, 1))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(InMemory.NAME + ": value 1 ")
        .hasMessageContaining(says);
  }

  @Test
  void aCopiedExportsObjectsAreFoundWhereItWasCopiedTo() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Loopback server =
        new Loopback(
            exchange -> {
              asked.add(exchange.getRequestURI().getPath());
              Loopback.answer(exchange, 200, "x");
            })) {
      ExportLocation copied = ExportLocation.parse("s3://arch/old/2024/AWSDynamoDB/01-ab");
      S3Store store = new S3Store(server.s3(), copied, Optional.empty());
      String written = "p/AWSDynamoDB/01-ab/data/one.json.gz";
      assertThat(store.describe(written))
          .isEqualTo("s3://arch/old/2024/AWSDynamoDB/01-ab/data/one.json.gz");
      try (InputStream in = store.open(written)) {
        assertThat(in.readAllBytes()).isEqualTo(new byte[] {'x'});
      }
      store.open(copied.summaryKey()).close();
    }
    assertThat(asked)
        .containsExactly(
            "/arch/old/2024/AWSDynamoDB/01-ab/data/one.json.gz",
            "/arch/old/2024/AWSDynamoDB/01-ab/manifest-summary.json");
  }
}
