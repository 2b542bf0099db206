package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.Item;
import dev.tailrace.sink.DataFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IncrementalReaderTest {
  private static final IncrementalRecord PUT =
      new IncrementalRecord(
          1_680_109_764_000_001L,
          Item.of("{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}"),
          Optional.of(
              Item.of(
                  "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"t\":{\"S\":\"}{\\\",\"},\"s\":{\"SS\":[\"x\"]}}")));
  private static final IncrementalRecord DELETE =
      new IncrementalRecord(
          1_680_109_764_000_002L,
          Item.of("{\"pk\":{\"S\":\"b\"},\"sk\":{\"N\":\"2\"}}"),
          Optional.empty());

  private static final List<String> TIMESTAMPS =
      List.of("\"1680109764000001\"", "1680109764000001", "{\"N\":\"1680109764000001\"}");

  @Test
  void putsAndDeletesAreReadFromJsonHoweverTheTimeIsWritten() {
    for (String timestamp : TIMESTAMPS) {
      String text =
          """
          {"Metadata":{"WriteTimestampMicros":%s},"Keys":%s,"OldImage":{"pk":{"S":"}"}},"NewImage":%s}
          { "Keys" : %s , "Metadata" : { "More":[{}],"WriteTimestampMicros" : {"N":"1680109764000002"} } }
          """
              .formatted(timestamp, PUT.keys(), PUT.newImage().orElseThrow(), DELETE.keys());
      assertThat(read(text, ExportFormat.DYNAMODB_JSON, 2)).containsExactly(PUT, DELETE);
    }
  }

  @Test
  void putsAndDeletesAreReadFromIonHoweverTheTimeIsWritten() {
    for (String timestamp :
        List.of("\"1680109764000001\"", "1680109764000001.", "1680109764000001")) {
      String text =
          """
          $ion_1_0 {Record:{Metadata:{WriteTimestampMicros:%s},Keys:{pk:"a",sk:1.},OldImage:{pk:"o"},NewImage:{pk:"a",sk:1.,t:"}{\\",",s:$dynamodb_SS::["x"]}}}
          $ion_1_0 {Record:{Metadata:{WriteTimestampMicros:1680109764000002.,More:1},Keys:{pk:"b",sk:2.}}}
          """
              .formatted(timestamp);
      assertThat(read(text, ExportFormat.ION, 2)).containsExactly(PUT, DELETE);
    }
  }

  @Test
  void aRecordThatLacksAPartOrHasAnUnknownOneIsRefused() {
    for (String line :
        List.of(
            "{}",
            "{\"Keys\":{}}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"}}",
            "{\"Metadata\":{},\"Keys\":{}}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"x\"},\"Keys\":{}}",
            "{\"Metadata\":{\"WriteTimestampMicros\":{}},\"Keys\":{}}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":[]}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":{},\"Image\":{}}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":{}} {}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":{",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1",
            "{\"Item\":{}}")) {
      refused(line, ExportFormat.DYNAMODB_JSON);
    }
    for (String value :
        List.of(
            "{}",
            "{Item:{}}",
            "{Record:{Keys:{}}}",
            "{Record:{Metadata:{WriteTimestampMicros:1.}}}",
            "{Record:{Metadata:{WriteTimestampMicros:1.5},Keys:{}}}",
            "{Record:{Metadata:{WriteTimestampMicros:x},Keys:{}}}",
            "{Record:{Metadata:{WriteTimestampMicros:null},Keys:{}}}",
            "{Record:{Metadata:{WriteTimestampMicros:1.},Keys:[]}}",
            "{Record:{Metadata:{WriteTimestampMicros:1.},Keys:null.struct}}",
            "{Record:{Metadata:{WriteTimestampMicros:1.},Keys:{},Image:{}}}")) {
      refused(value, ExportFormat.ION);
    }
  }

  @Test
  void recordsAreCountedAndTheChecksumCompared() {
    String text = "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":{}}\n";
    assertThatThrownBy(() -> read(text, ExportFormat.DYNAMODB_JSON, 2))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("holds 1 items, where the manifest says 2");
    byte[] sound = HandMadeExport.gzip(text);
    for (int to = 0; to < sound.length; to++) {
      byte[] cut = Bytes.upTo(sound, to);
      assertThatThrownBy(() -> read(cut, ExportFormat.DYNAMODB_JSON, 1, HandMadeExport.md5(sound)))
          .isInstanceOf(DataFileException.class);
    }
  }

  private static void refused(String text, ExportFormat format) {
    assertThatThrownBy(() -> read(text, format, 1))
        .as(text)
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(InMemory.NAME);
  }

  private static List<IncrementalRecord> read(String text, ExportFormat format, long count) {
    byte[] object = HandMadeExport.gzip(text);
    return read(object, format, count, HandMadeExport.md5(object));
  }

  private static List<IncrementalRecord> read(
      byte[] object, ExportFormat format, long count, String md5) {
    List<IncrementalRecord> records = new ArrayList<>();
    DataFile file = new DataFile("data.gz", count, md5, "");
    try (IncrementalReader reader = DataFiles.openIncremental(new InMemory(object), file, format)) {
      Optional<IncrementalRecord> next = reader.next();
      while (next.isPresent()) {
        records.add(next.get());
        next = reader.next();
      }
    }
    return records;
  }
}
