package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Peer defects 14 and 20: a file counts as read only when all of it was there, and right. */
final class DamagedDataFileTest {
  private static final Map<ExportFormat, String> TEXTS =
      new EnumMap<>(
          Map.of(
              ExportFormat.DYNAMODB_JSON,
              "{\"Item\":{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}}\n{\"Item\":{\"pk\":{\"S\":\"b\"}}}\n",
              ExportFormat.ION,
              "$ion_1_0 {Item:{pk:\"a\",n:1.}}\n$ion_1_0 {Item:{pk:\"b\"}}\n"));

  @Test
  void aFileCutShortAnywhereIsRefused() {
    for (ExportFormat format : ExportFormat.values()) {
      byte[] sound = sound(format);
      for (int to = 0; to < sound.length; to++) {
        byte[] cut = Bytes.upTo(sound, to);
        refused(() -> InMemory.read(cut, format, 2, HandMadeExport.md5(sound)));
      }
    }
  }

  /** The count and the gzip trailer catch it even where the manifest was made from the cut file. */
  @Test
  void aFileCutShortAnywhereIsRefusedThoughItsChecksumIsRight() {
    for (ExportFormat format : ExportFormat.values()) {
      byte[] sound = sound(format);
      for (int to = 0; to < sound.length; to++) {
        byte[] cut = Bytes.upTo(sound, to);
        refused(() -> InMemory.read(cut, format, 2, HandMadeExport.md5(cut)));
      }
    }
  }

  @Test
  void aFlippedBitAnywhereIsRefused() {
    for (ExportFormat format : ExportFormat.values()) {
      byte[] sound = sound(format);
      for (int at = 0; at < sound.length; at++) {
        byte[] altered = Bytes.flipped(sound, at);
        refused(() -> InMemory.read(altered, format, 2, HandMadeExport.md5(sound)));
      }
    }
  }

  /** What gzip says of its contents is compared as well as what the manifest says of the file. */
  @Test
  void aFlippedBitNeverGivesOtherItemsThoughTheChecksumIsRight() {
    for (ExportFormat format : ExportFormat.values()) {
      byte[] sound = sound(format);
      List<String> items = InMemory.read(sound, format, 2, HandMadeExport.md5(sound));
      for (int at = 0; at < sound.length; at++) {
        byte[] altered = Bytes.flipped(sound, at);
        try {
          // The gzip header's time may differ, and the bits that fill up the deflate stream.
          assertThat(InMemory.read(altered, format, 2, HandMadeExport.md5(altered)))
              .isEqualTo(items);
        } catch (DataFileException e) {
          assertThat(e).hasMessageStartingWith(InMemory.NAME);
        }
      }
    }
  }

  @Test
  void contentsThatAreNotWhatTheGzipTrailerSaysAreRefused() {
    for (ExportFormat format : ExportFormat.values()) {
      byte[] sound = sound(format);
      for (int at = sound.length - 8; at < sound.length; at++) {
        byte[] altered = Bytes.flipped(sound, at);
        refused(() -> InMemory.read(altered, format, 2, HandMadeExport.md5(altered)));
      }
    }
  }

  @Test
  void somethingBehindTheEndOfTheGzipIsRefusedThoughItsChecksumIsRight() {
    for (String garbage : List.of("x", "\0", "\u001f", "\u001f\u008b\b", "x".repeat(100_000))) {
      byte[] longer =
          Bytes.join(
              sound(ExportFormat.DYNAMODB_JSON), garbage.getBytes(StandardCharsets.ISO_8859_1));
      refused(
          () -> InMemory.read(longer, ExportFormat.DYNAMODB_JSON, 2, HandMadeExport.md5(longer)));
    }
  }

  @Test
  void aFileThatIsNotGzipIsCalledThat() {
    byte[] text = text(ExportFormat.DYNAMODB_JSON).getBytes(StandardCharsets.UTF_8);
    refused(() -> InMemory.read(text, ExportFormat.DYNAMODB_JSON, 2, HandMadeExport.md5(text)))
        .hasMessageContaining("it is not gzip");
  }

  @Test
  void aFileThatIsRefusedAtOnceIsClosed() {
    for (ExportFormat format : ExportFormat.values()) {
      InMemory store = new InMemory(new byte[] {1, 2, 3});
      refused(
          () -> {
            try (ItemReader items = DataFiles.open(store, new DataFile("x", 1, "", ""), format)) {
              items.next();
            }
          });
      assertThat(store.left()).isZero();
    }
  }

  @Test
  void aWrongChecksumIsNamedWithTheRightOne() {
    byte[] sound = sound(ExportFormat.DYNAMODB_JSON);
    String other = HandMadeExport.md5(new byte[0]);
    refused(() -> InMemory.read(sound, ExportFormat.DYNAMODB_JSON, 2, other))
        .hasMessageContaining(other)
        .hasMessageContaining(HandMadeExport.md5(sound));
  }

  @Test
  void anItemTooManyOrTooFewIsRefused() {
    for (ExportFormat format : ExportFormat.values()) {
      String text = text(format);
      refused(() -> InMemory.read(text, format, 1)).hasMessageContaining("holds 2 items");
      refused(() -> InMemory.read(text, format, 3)).hasMessageContaining("holds 2 items");
    }
  }

  @Test
  void aLineThatHoldsNoItemIsNamedByItsNumber() {
    for (String line :
        List.of(
            "{}",
            "{",
            "[]",
            "{\"Item\"}",
            "{\"Item\":{}",
            "{\"Item\":}}",
            "{\"Item\":[]}",
            "{\"Items\":{}}",
            "{\"Item\":{}]",
            "null")) {
      String text = "{\"Item\":{}}\n" + line + "\n";
      refused(() -> InMemory.read(text, ExportFormat.DYNAMODB_JSON, 2))
          .hasMessageContaining("line 2");
    }
  }

  @Test
  void whatNoExportHasInIonIsRefused() {
    for (String value :
        List.of(
            "{Item:{a:1e0}}",
            "{Item:{a:2026-11-21T}}",
            "{Item:{a:(x)}}",
            "{Item:{a:{{\"clob\"}}}}",
            "{Item:{a:$dynamodb_XS::[]}}",
            "{Item:{a:$dynamodb_SS::$dynamodb_NS::[]}}",
            "{Item:{a:$dynamodb_SS::[1]}}",
            "{Item:{a:$dynamodb_SS::[null.string]}}",
            "{Item:{a:$dynamodb_NS::[\"1\"]}}",
            "{Item:{a:$dynamodb_NS::[null.decimal]}}",
            "{Item:{a:$dynamodb_BS::[null.blob]}}",
            "{Item:null.struct}",
            "{Item:{},Item:{}}",
            "{Item:{},Other:{}}",
            "{Other:{}}",
            "{}",
            "null.struct",
            "3",
            "{Item:{a:",
            "{Item:{a:\"}}",
            "{Item:{$99:1.}}")) {
      refused(() -> InMemory.read("$ion_1_0 {Item:{}}\n$ion_1_0 " + value, ExportFormat.ION, 2));
    }
  }

  private static String text(ExportFormat format) {
    return Objects.requireNonNull(TEXTS.get(format));
  }

  private static byte[] sound(ExportFormat format) {
    return HandMadeExport.gzip(text(format));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable reading) {
    return assertThatThrownBy(reading)
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(InMemory.NAME + ": ")
        .hasMessageContaining("nothing of it was loaded")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("(null)"));
  }
}
