package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.testkit.ItemMaker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DataFileTest {
  private static final String TEN_TYPES =
      """
      {"pk":{"S":"a"},"n":{"N":"600"},"b":{"B":"AAEC"},"t":{"BOOL":true},"z":{"NULL":true},\
      "m":{"M":{"x":{"L":[]},"y":{"M":{}}}},"l":{"L":[{"S":"x"},{"N":"1.5"},{"NULL":true}]},\
      "ss":{"SS":["a","b"]},"ns":{"NS":["1","2.5"]},"bs":{"BS":["AAEC","/w=="]}}\
      """;
  private static final String TEN_TYPES_ION =
      """
      $ion_1_0 {Item:{pk:"a",n:6d2,b:{{AAEC}},t:true,z:null,m:{x:[],y:{}},l:["x",1.5,null],\
      ss:$dynamodb_SS::["a","b"],ns:$dynamodb_NS::[1.,2.5],bs:$dynamodb_BS::[{{AAEC}},{{/w==}}]}}
      """;

  @Test
  void allTenTypesAreTheSameItemInBothFormats() {
    assertThat(json("{\"Item\":" + TEN_TYPES + "}\n", 1)).containsExactly(TEN_TYPES);
    assertThat(ion(TEN_TYPES_ION, 1)).containsExactly(TEN_TYPES);
  }

  @Test
  void itemsOfEveryShapeAreTheSameInBothFormats() throws IOException {
    KeySchema key =
        new KeySchema(
            List.of(
                new KeySchema.KeyAttribute("pk", AttributeType.N),
                new KeySchema.KeyAttribute("sk", AttributeType.B)));
    ItemMaker maker = new ItemMaker(20261121, key);
    StringBuilder json = new StringBuilder();
    StringBuilder ion = new StringBuilder();
    int items = 500;
    for (int i = 0; i < items; i++) {
      Item item = maker.next();
      json.append("{\"Item\":").append(item).append("}\n");
      ion.append(IonText.line(item)).append('\n');
    }
    List<String> ofIon = ionLines(ion(ion.toString(), items));
    List<String> ofJson = ionLines(json(json.toString(), items));
    for (int i = 0; i < items; i++) {
      assertThat(ofIon.get(i)).isEqualTo(ofJson.get(i));
    }
  }

  private static List<String> ionLines(List<String> items) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String item : items) {
      lines.add(IonText.line(Item.of(item)));
    }
    return lines;
  }

  @Test
  void whiteSpaceBlankLinesAndAMissingLastLineFeedAreTolerated() {
    String text =
        "\n  \r\n { \"Item\" : {\"pk\":{\"S\":\"a\"}} } \r\n\n{\"Item\":{ \"pk\":{\"S\":\"b\"} }}";
    assertThat(json(text, 2)).containsExactly("{\"pk\":{\"S\":\"a\"}}", "{ \"pk\":{\"S\":\"b\"} }");
  }

  @Test
  void bracesAndEscapesInTextDoNotEndAnItem() {
    String item = "{\"p}}k\":{\"S\":\"\\\"}}{\\u0000\\ud83d\\udc1f\\n\\\\\"}}";
    assertThat(json("{\"Item\":" + item + "}\n", 1)).containsExactly(item);
  }

  @Test
  void textIsTheSameFromIonWhateverItsEscapes() throws IOException {
    String ion = "$ion_1_0 {Item:{pk:\"\\\"\\\\\\n\\0\\u00e9\\U0001F41F/\",'a b':'''x''' '''y'''}}";
    String json = "{\"pk\":{\"S\":\"\\\"\\\\\\n\\u0000é🐟/\"},\"a b\":{\"S\":\"xy\"}}";
    assertThat(ionLines(ion(ion, 1))).isEqualTo(ionLines(List.of(json)));
  }

  @Test
  void everyWayToWriteANumberInIonKeepsAllItsDigits() {
    String most = "99999999999999999999999999999999999999";
    String text =
        "$ion_1_0 {Item:{a:6d2,b:103.,c:103,d:-0.5,e:0d0,f:-0.,g:%s.,h:1.%s,i:1d-130,j:9.9d125,k:1.50}}"
            .formatted(most, most.substring(1));
    assertThat(ion(text, 1))
        .containsExactly(
            "{\"a\":{\"N\":\"600\"},\"b\":{\"N\":\"103\"},\"c\":{\"N\":\"103\"},\"d\":{\"N\":\"-0.5\"},"
                + "\"e\":{\"N\":\"0\"},\"f\":{\"N\":\"0\"},\"g\":{\"N\":\"%s\"},\"h\":{\"N\":\"1.%s\"},"
                    .formatted(most, most.substring(1))
                + "\"i\":{\"N\":\"1E-130\"},\"j\":{\"N\":\"9.9E+125\"},\"k\":{\"N\":\"1.5\"}}");
  }

  @Test
  void anEmptyListIsNoSetAndAnEmptySetIsNoList() {
    assertThat(ion("$ion_1_0 {Item:{l:[],s:$dynamodb_NS::[]}}", 1))
        .containsExactly("{\"l\":{\"L\":[]},\"s\":{\"NS\":[]}}");
  }

  @Test
  void anEmptyDataFileHoldsNothing() {
    assertThat(json("", 0)).isEmpty();
    assertThat(ion("", 0)).isEmpty();
    assertThat(ion("$ion_1_0\n", 0)).isEmpty();
  }

  /** Peer defect 10: an item of 390 KB gives a line over 1 MiB. */
  @Test
  void anItemOf400KilobytesInALineOverAMebibyteIsRead() {
    String list = "{\"N\":\"1\"},".repeat(130_000);
    String item =
        "{\"pk\":{\"S\":\"big\"},\"l\":{\"L\":[" + list.substring(0, list.length() - 1) + "]}}";
    String small = "{\"pk\":{\"S\":\"small\"}}";
    String line = "{\"Item\":" + item + "}\n";
    assertThat(line.length()).isGreaterThan(1 << 20);
    assertThat(json("{\"Item\":" + small + "}\n" + line + line + "{\"Item\":" + small + "}\n", 4))
        .containsExactly(small, item, item, small);
    String ionList = "1.,".repeat(130_000);
    assertThat(ion("$ion_1_0 {Item:{pk:\"big\",l:[" + ionList + "]}}", 1)).containsExactly(item);
    String text = "x".repeat(400_000);
    String ofText = "{\"pk\":{\"S\":\"" + text + "\"}}";
    assertThat(json("{\"Item\":" + ofText + "}", 1)).containsExactly(ofText);
    assertThat(ion("$ion_1_0 {Item:{pk:\"" + text + "\"}}", 1)).containsExactly(ofText);
  }

  @Test
  void aFileOfSeveralGzipMembersIsReadToItsEnd() {
    byte[] one = HandMadeExport.gzip("{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n{\"Item\":{\"pk\"");
    byte[] two = HandMadeExport.gzip(":{\"S\":\"b\"}}}\n");
    byte[] both = Bytes.join(one, HandMadeExport.gzip(""), two);
    assertThat(InMemory.read(both, ExportFormat.DYNAMODB_JSON, 2, HandMadeExport.md5(both)))
        .containsExactly("{\"pk\":{\"S\":\"a\"}}", "{\"pk\":{\"S\":\"b\"}}");
  }

  @Test
  void aGzipHeaderWithANameACommentAndExtrasIsReadOver() {
    byte[] plain = HandMadeExport.gzip("{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n");
    byte[] header = {0x1f, (byte) 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3};
    byte[] extras = {2, 0, 7, 7, 'n', 0, 'c', 0, 1, 2};
    byte[] file = Bytes.join(header, extras, Bytes.from(plain, 10));
    assertThat(InMemory.read(file, ExportFormat.DYNAMODB_JSON, 1, HandMadeExport.md5(file)))
        .containsExactly("{\"pk\":{\"S\":\"a\"}}");
  }

  private static List<String> json(String text, long items) {
    return InMemory.read(text, ExportFormat.DYNAMODB_JSON, items);
  }

  private static List<String> ion(String text, long items) {
    return InMemory.read(text, ExportFormat.ION, items);
  }
}
