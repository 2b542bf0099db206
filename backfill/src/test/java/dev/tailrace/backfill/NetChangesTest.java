package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.backfill.InMemory.Change;
import dev.tailrace.sink.DataFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetChangesTest {
  private static final String KEYS = "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}";
  private static final Change PUT =
      new Change(
          "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"t\":{\"S\":\"}{\\\",\"},\"s\":{\"SS\":[\"x\"]}}",
          false);
  private static final Change DELETE =
      new Change("{\"pk\":{\"S\":\"b\"},\"sk\":{\"N\":\"2\"}}", true);

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
              .formatted(timestamp, KEYS, PUT.item(), DELETE.item());
      assertThat(InMemory.changes(text, ExportFormat.DYNAMODB_JSON, 2))
          .containsExactly(PUT, DELETE);
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
      assertThat(InMemory.changes(text, ExportFormat.ION, 2)).containsExactly(PUT, DELETE);
    }
  }

  @Test
  void theNewImageIsTakenWhereverItStandsAndTheOldOneNever() {
    List<String> members =
        List.of(
            "\"OldImage\":{\"pk\":{\"S\":\"o\"}}",
            "\"Keys\":" + KEYS,
            "\"NewImage\":" + PUT.item(),
            "\"Metadata\":{\"WriteTimestampMicros\":\"1\"}");
    List<String> backwards = members.reversed();
    for (List<String> order : List.of(members, backwards)) {
      String line = "{" + String.join(",", order) + "}";
      assertThat(InMemory.changes(line, ExportFormat.DYNAMODB_JSON, 1)).containsExactly(PUT);
    }
    String ion =
        "{Record:{NewImage:{pk:\"n\"},OldImage:{},Keys:{pk:\"k\"},Metadata:{WriteTimestampMicros:1}}}";
    assertThat(InMemory.changes("$ion_1_0 " + ion, ExportFormat.ION, 1))
        .containsExactly(new Change("{\"pk\":{\"S\":\"n\"}}", false));
  }

  @Test
  void anItemThatWasThereBeforeAndIsGoneIsADelete() {
    String line =
        "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":%s,\"OldImage\":%s}"
            .formatted(DELETE.item(), PUT.item());
    assertThat(InMemory.changes(line, ExportFormat.DYNAMODB_JSON, 1)).containsExactly(DELETE);
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
            "{\"NewImage\":{},\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":[]}",
            "{\"Metadata\":{\"WriteTimestampMicros\":\"1\"},\"Keys\":{},\"NewImage\":null}",
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
    assertThatThrownBy(() -> InMemory.changes(text, ExportFormat.DYNAMODB_JSON, 2))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("holds 1 items, where the manifest says 2");
    byte[] sound = HandMadeExport.gzip(text);
    for (int to = 0; to < sound.length; to++) {
      byte[] cut = Bytes.upTo(sound, to);
      assertThatThrownBy(
              () -> InMemory.changes(cut, ExportFormat.DYNAMODB_JSON, 1, HandMadeExport.md5(sound)))
          .isInstanceOf(DataFileException.class);
    }
  }

  private static void refused(String text, ExportFormat format) {
    assertThatThrownBy(() -> InMemory.changes(text, format, 1))
        .as(text)
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(InMemory.NAME);
  }
}
