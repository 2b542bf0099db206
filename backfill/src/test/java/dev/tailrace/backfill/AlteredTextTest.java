package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.DataFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Text that no export has, in sound files: it is refused with the file's name, and ends in no other
 * error.
 */
final class AlteredTextTest {
  private static final String ION =
      """
      $ion_1_0 {Item:{pk:"a\\n",n:6d2,b:{{AAEC}},t:true,z:null,m:{x:[],'y z':{}},\
      l:["x",1.5],ss:$dynamodb_SS::["a"]}}
      """;
  private static final String ION_RECORD =
      """
      $ion_1_0 {Record:{Metadata:{WriteTimestampMicros:12.},Keys:{pk:"a"},OldImage:{l:[1.]},\
      NewImage:{pk:"a",l:[$dynamodb_NS::[1.]]}}}
      """;
  private static final String JSON = "{ \"Item\" : {\"pk\":{\"S\":\"a\"}} }\n";
  private static final String JSON_RECORD =
      """
      {"Metadata":{"WriteTimestampMicros":{"N":"12"}},"Keys":{"pk":{"S":"a"}},\
      "OldImage":{"l":{"L":[]}}, "NewImage":{"pk":{"S":"a"}}}
      """;

  /** What is tried in every place; the rest of the alphabet is as good as x. */
  private static final String CHARACTERS = "\0\t\n\r \"'\\{}[]():,.+-_/$09adexEN\u007fÿ\ud83d";

  @Test
  void anAlteredItemIsReadOrRefused() {
    alter(ION, ExportFormat.ION, false);
    alter(JSON, ExportFormat.DYNAMODB_JSON, false);
  }

  @Test
  void anAlteredRecordIsReadOrRefused() {
    alter(ION_RECORD, ExportFormat.ION, true);
    alter(JSON_RECORD, ExportFormat.DYNAMODB_JSON, true);
  }

  private static void alter(String sound, ExportFormat format, boolean incremental) {
    assertThat(reads(sound, format, incremental)).isTrue();
    int refused = 0;
    for (int at = 0; at < sound.length(); at++) {
      String before = sound.substring(0, at);
      String behind = sound.substring(at + 1);
      refused += reads(before, format, incremental) ? 0 : 1;
      for (int i = 0; i < CHARACTERS.length(); i++) {
        char c = CHARACTERS.charAt(i);
        refused += reads(before + c + behind, format, incremental) ? 0 : 1;
        refused += reads(before + c + sound.substring(at), format, incremental) ? 0 : 1;
      }
    }
    assertThat(refused).isGreaterThan(sound.length());
  }

  private static boolean reads(String text, ExportFormat format, boolean incremental) {
    try {
      if (incremental) {
        InMemory.changes(text, format, 1);
      } else {
        InMemory.read(text, format, 1);
      }
      return true;
    } catch (DataFileException e) {
      assertThat(e).as(text).hasMessageStartingWith(InMemory.NAME + ": ");
      return false;
    }
  }

  @Test
  void aNumberFarOutOfRangeTakesNoMemory() {
    for (String number :
        List.of("1d2147483647", "100d2147483647", "1d-2147483647", "1d9999", "1d-9999")) {
      refused("{Item:{a:" + number + "}}", "exponent");
      refused("{Item:{a:$dynamodb_NS::[" + number + "]}}", "exponent");
    }
  }

  @Test
  void nestingFarBeyondWhatDynamoDbAllowsTakesNoStack() {
    int levels = 200_000;
    refused("{Item:{a:" + "[".repeat(levels) + "]".repeat(levels) + "}}", "nesting");
    refused("{Item:{a:" + "{b:".repeat(levels) + "1." + "}".repeat(levels) + "}}", "nesting");
  }

  @Test
  void allTheNestingThatDynamoDbAllowsIsRead() {
    String nested = "[".repeat(32) + "1." + "]".repeat(32);
    assertThat(reads("$ion_1_0 {Item:{a:" + nested + "}}", ExportFormat.ION, false)).isTrue();
  }

  /** An annotation that is not known may be a type that is not known. */
  @Test
  void anAnnotatedValueThatIsNoListIsRefused() {
    for (String value : List.of("1.", "\"x\"", "{}", "null", "{{AAEC}}", "true")) {
      refused("{Item:{a:$dynamodb_X::" + value + "}}", "(an annotated ");
    }
  }

  private static void refused(String value, String says) {
    assertThatThrownBy(() -> InMemory.read("$ion_1_0 " + value, ExportFormat.ION, 1))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(InMemory.NAME + ": value 1 ")
        .hasMessageContaining(says);
  }
}
