package dev.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that are not right: where, what is wanted, and nothing of their text. */
final class ConfigMistakesTest {
  private static final String WHOLE =
      """
      pipeline: shop
      aws: {region: us-east-1}
      source:
        tables:
          - name: orders
      export:
        bucket: exports
      sink:
        url: duckdb:///data/w.duckdb
      """;

  @TempDir private Path folder;

  private static String said(String yaml) {
    try {
      ConfigFile.parse(yaml, "t.yaml");
      return "";
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String with(String from, String to) {
    assertThat(WHOLE).contains(from);
    return said(WHOLE.replace(from, to));
  }

  @Test
  void eachMistakeIsToldWithWhatIsRight() {
    Map<String, String> told = new LinkedHashMap<>();
    told.put(
        with("  tables:\n    - name: orders\n", "  tables: orders\n"),
        "t.yaml:4:11: source.tables: a list is wanted, but there is a single text; write it as tables: and below it - name: orders");
    told.put(
        with("- name: orders", "- orders"),
        "t.yaml:5:7: source.tables[0]: keys with values are wanted, but there is a single text; write it as tables: and below it - name: orders");
    told.put(
        with("- name: orders", "- name: [orders]"),
        "source.tables[0].name: a text is wanted, but there is a list; write it as name: orders");
    told.put(
        with("- name: orders", "- {name: orders, columns: {a: \"decimal(50,2)\"}}"), "1 to 38");
    told.put(
        with("- name: orders", "- {name: or ders}"),
        "t.yaml:5:14: source.tables[0].name: the table's name has letters, digits");
    told.put(
        with("- name: orders", "- {name: orders, include: [a], exclude: [b]}"),
        "source.tables[0].exclude: stands beside include");
    told.put(
        said(WHOLE + "leases: {hand-over: 20}\n"),
        "t.yaml:10:21: leases.hand-over: a length of time needs its unit; write it as 20s");
    told.put(
        said(WHOLE + "leases: {hand-over: [20s]}\n"),
        "leases.hand-over: a length of time is wanted");
    told.put(
        said(WHOLE + "flush: {interval: 10s}\n"),
        "t.yaml:10:1: unknown key flush; it is sink.flush; known here are pipeline");
    told.put(
        said(WHOLE + "  flushh: {interval: 10s}\n"),
        "unknown key sink.flushh; did you mean flush?");
    told.put(
        said(WHOLE + "hand-ovr: 20s\n"), "unknown key hand-ovr; did you mean leases.hand-over?");
    told.put(
        said(WHOLE + "status: {listen: 127.0.0.1:99999}\n"),
        "status.listen: is an address and a port of 0 to 65535");
    told.put(
        with("bucket: exports", "bucket: s3://exports/x"),
        "export.bucket: is a bucket's name alone, without s3://");
    told.put(with("bucket: exports", "bucket: Bad_Bucket!"), "export.bucket: is a bucket's name");
    told.put(
        with("bucket: exports", "bucket: exports\n  bucket-owner: me"),
        "export.bucket-owner: is an account's twelve digits");
    told.put(
        with("bucket: exports", "bucket: exports\n  kms-key: alias/x"),
        "export.kms-key: is a KMS key's ARN or id, not an alias");
    told.put(
        with("region: us-east-1", "region: us-east-1, role-arn: foo"),
        "aws.role-arn: is a role's ARN");
    told.put(
        with("region: us-east-1", "region: us-east-1, external-id: foo"),
        "aws.external-id: needs a role-arn");
    told.put(
        with("region: us-east-1", "region: us-east-1, endpoint: \"http://u:p@h\""),
        "aws.endpoint: is an address like http://127.0.0.1:4566");
    told.put(
        with("url: duckdb:///data/w.duckdb", "urll: x"),
        "sink.url is missing; write it as url: duckdb:///data/warehouse.duckdb");
    told.put(said(WHOLE + "  bytes: [1]\n"), "unknown key sink.bytes; it is sink.flush.bytes");
    told.put(said("- a\n"), "t.yaml: holds no configuration, which is keys with values");
    told.put(said("# nothing\n"), "t.yaml: holds no configuration");

    told.forEach(
        (said, right) -> assertThat(said).contains(right).doesNotContain("java", "dev.tailrace"));
  }

  @Test
  void allMistakesAreToldAtOnceInTheirOrder() {
    String said =
        said(
            """
            pipelin: shop
            aws: {regoin: us-east-1}
            source:
              tables: [{name: a, deletes: never}, {name: b, history: maybe}]
              poll-period: 7
            export: {format: xml}
            sink: {url: "duckdb:///w", flush: {rows: many}}
            """);
    assertThat(said.lines())
        .satisfiesExactly(
            l ->
                assertThat(l).startsWith("t.yaml:1:1: unknown key pipelin; did you mean pipeline?"),
            l ->
                assertThat(l)
                    .startsWith("t.yaml:1:1: pipeline is missing; write it as pipeline: shop"),
            l ->
                assertThat(l)
                    .startsWith("t.yaml:2:7: unknown key aws.regoin; did you mean region?"),
            l ->
                assertThat(l)
                    .startsWith(
                        "t.yaml:4:31: source.tables[0].deletes: is one of hard, soft, ignore"),
            l ->
                assertThat(l).startsWith("t.yaml:4:58: source.tables[1].history: is true or false"),
            l ->
                assertThat(l)
                    .startsWith("t.yaml:5:16: source.poll-period: a length of time needs its unit"),
            l ->
                assertThat(l)
                    .startsWith(
                        "t.yaml:6:9: export.bucket is missing; write it as bucket: shop-exports"),
            l -> assertThat(l).startsWith("t.yaml:7:42: sink.flush.rows: is a whole number"));
  }

  @Test
  void aKeyThatStandsTwiceIsToldWithBothLines() {
    assertThat(said(WHOLE + "pipeline: other\n"))
        .isEqualTo(
            "t.yaml:10:1: the key pipeline stands here a second time, first in line 1; keep one of them");
  }

  @Test
  void nothingGrowsOutOfASmallFile() {
    String bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
    assertThat(said(bomb)).contains("t.yaml:1:4: anchors (&) and aliases (*) are not taken");
    assertThat(said("a: " + "[".repeat(50_000))).contains("more than 32 levels");
    assertThat(said("a: " + "{a: ".repeat(50_000))).contains("more than 32 levels");
    assertThat(said("a: !!javax.script.ScriptEngineManager [x]\n"))
        .contains("t.yaml:1:4: tags (!) are not taken");
    assertThat(said("---\na: b\n---\nc: d\n")).contains("t.yaml:3:1: a second document begins");
    assertThat(said("? [a]\n: b\n")).contains("a key is a word");
    assertThat(said("a: \u0001\n")).contains("t.yaml:1:4: a control character");
  }

  @Test
  void whatIsNoTextIsSaidToBeNone() throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.write(file, WHOLE.getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> ConfigFile.read(file))
        .hasMessage(file + ": is not UTF-8 text; save it as UTF-8");
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> ConfigFile.read(file)).hasMessageContaining("longer than 1 MiB");
    Files.write(file, ("\uFEFF" + WHOLE).getBytes(StandardCharsets.UTF_8));
    assertThat(ConfigFile.read(file).pipeline()).isEqualTo("shop");
    assertThatThrownBy(() -> ConfigFile.read(folder)).hasMessageContaining("is a folder");
  }

  @Test
  void whatIsNoYamlIsToldByItsPlaceAlone() {
    assertThat(said("a: hush7: b\n"))
        .startsWith("t.yaml:1:9: is not YAML: a second colon")
        .doesNotContain("hush7");
    assertThat(said("a:\n\thush7: b\n"))
        .contains("t.yaml:2:1: is not YAML: a tab can't indent")
        .doesNotContain("hush7");
    assertThat(said("a: {b: hush7\n"))
        .contains("is not YAML: a comma is missing, or a {")
        .doesNotContain("hush7");
    assertThat(said("a: \"hush7\n"))
        .contains("the file ends within quotes")
        .doesNotContain("hush7");
    assertThat(said("a: @hush7\n")).contains("is not YAML").doesNotContain("hush7");
    assertThat(said("a: *hush7\n")).doesNotContain("hush7");
    assertThat(said("a: {b: ${URL:-x}}\n"))
        .contains("within { } and [ ] a ${…} needs quotes around it");
  }
}
