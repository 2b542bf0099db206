package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.config.ConfigFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Puts a secret that can be told from all other text wherever one can stand, runs every verb into
 * every mistake that needs no service, and looks for it in all that was written, the log included.
 */
final class SecretsStaySecretTest {
  private static final String MARK = "HUSH7";

  /** Everything that may hold a secret; nobody listens on port 1. */
  private static final String WHOLE =
      """
      pipeline: shop
      aws:
        region: us-east-1
        endpoint: http://127.0.0.1:1
        access-key-id: HUSH7A
        secret-access-key: HUSH7B/x+y=
        session-token: "HUSH7C"
        role-arn: arn:aws:iam::123456789012:role/r
        external-id: HUSH7D
      source:
        tables:
          - name: orders
      export:
        bucket: exports
      sink:
        url: "postgres://u:HUSH7E@127.0.0.1:1/db?sslpassword=HUSH7F"
        hash-secret: 'HUSH7G'
      """;

  private static final List<String> URLS =
      List.of(
          "mysql://u:HUSH7@h/x",
          "redshift://u:HUSH7@h/x",
          "postgress://u:HUSH7@h/x",
          "jdbc:postgresql://h/x?user=u&password=HUSH7",
          "jdbc:snowflake://h/?password=HUSH7",
          "postgres:u:HUSH7@h/x",
          "postgres://u:HUSH7",
          "postgres://u:HUSH7@h",
          "postgres://u:HU#HUSH7@h/d",
          "postgres://h/?password=HUSH7",
          "postgres://h/d?password=HUSH7",
          "postgres://u:HUSH7@h/d?sslmod=x",
          "postgresql://u:HUSH7@h/d?sslmod=x",
          "Postgres://u:HUSH7@h/d?user=x",
          "snowflake://u:HUSH7@a/D",
          "snowflake://u@a/D?password=HUSH7",
          "snowflake://u@a/D?token=HUSH7",
          "dynamodb://us-east-1?secret-access-key=HUSH7",
          "dynamodb://us-east-1?external-id=HUSH7",
          "dynamodb://us-east-1?endpoint=http://u:HUSH7@h",
          "dynamodb://k:HUSH7@us-east-1",
          "duckdb:///x.duckdb?motherduck_token=HUSH7",
          "duckdb://u:HUSH7@h/x.duckdb",
          "md:x?motherduck_token=HUSH7",
          "host=h password=HUSH7");

  @TempDir private Path folder;

  /** All that a command writes, wherever. */
  private static String written(String... arguments) {
    StringWriter told = new StringWriter();
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream all = new PrintStream(streams, true, StandardCharsets.UTF_8)) {
      System.setOut(all);
      System.setErr(all);
      CommandLine command = Tailrace.commandLine();
      command.setOut(new PrintWriter(told, true)).setErr(new PrintWriter(told, true));
      command.execute(arguments);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return told + streams.toString(StandardCharsets.UTF_8);
  }

  private static void assertSilent(String about, String... arguments) {
    assertThat(written(arguments)).as(about).isNotEmpty().doesNotContain(MARK);
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("t.yaml"), yaml).toString();
  }

  private void assertSilentInEachVerb(String yaml) throws IOException {
    String file = file(yaml);
    for (String verb :
        List.of(
            "check",
            "run",
            "iam-policy",
            "health",
            "resync",
            "quarantine list",
            "quarantine retry")) {
      List<String> arguments = new ArrayList<>(List.of(verb.split(" ")));
      arguments.addAll(List.of("-c", file));
      if (verb.equals("resync")) {
        arguments.add("orders");
      }
      assertSilent(verb + "\n" + yaml, arguments.toArray(String[]::new));
    }
  }

  @Test
  void aSinkThatNothingOpensIsShownWithoutItsSecrets() throws IOException {
    for (String url : URLS) {
      String file = file(WHOLE.replaceFirst("url: .*", "url: \"" + url + "\""));
      for (String verb : List.of("resync", "iam-policy")) {
        String[] arguments =
            verb.equals("resync")
                ? new String[] {verb, "-c", file, "orders"}
                : new String[] {verb, "-c", file};
        assertSilent(url, arguments);
      }
      assertSilent(url, "run", "-c", file, "--dest-uri", url);
      assertSilent(
          url,
          "ingest",
          "--source-uri",
          "s3://b/AWSDynamoDB/1",
          "--dest-uri",
          url,
          "--dest-table",
          "t",
          "--primary-key",
          "pk",
          "--region",
          "us-east-1");
      assertSilent(
          url,
          "ingest",
          "--source-uri",
          url,
          "--dest-uri",
          "-",
          "--dest-table",
          "t",
          "--primary-key",
          "pk",
          "--region",
          "us-east-1");
      assertSilent(
          url,
          "ingest",
          "--source-uri",
          "s3://b/AWSDynamoDB/1",
          "--endpoint-url",
          url,
          "--dest-uri",
          "-",
          "--dest-table",
          "t",
          "--primary-key",
          "pk",
          "--region",
          "us-east-1");
    }
  }

  @Test
  void aFileThatIsBrokenInAnyLineIsToldByPlacesAlone() throws IOException {
    List<String> lines = WHOLE.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      for (String breaker :
          List.of(
              "\"", "'", "{", "[", "}", "]", ": ", "\t", "*", "&", "!", "- ", "|", "%", "@",
              "\u0001", "${", "${file:")) {
        for (boolean ahead : new boolean[] {true, false}) {
          List<String> broken = new ArrayList<>(lines);
          broken.set(i, ahead ? breaker + lines.get(i) : lines.get(i) + breaker);
          assertSilent(
              "line " + i + " " + breaker, "iam-policy", "-c", file(String.join("\n", broken)));
          broken.set(i, lines.get(i).replaceFirst(": ", Matcher.quoteReplacement(": " + breaker)));
          assertSilent(
              "value in line " + i + " " + breaker,
              "health",
              "-c",
              file(String.join("\n", broken)));
        }
      }
      List<String> without = new ArrayList<>(lines);
      without.remove(i);
      assertSilent("without line " + i, "iam-policy", "-c", file(String.join("\n", without)));
    }
  }

  @Test
  void aSecretOfAWrongTypeOrInAWrongPlaceIsNotRepeated() throws IOException {
    for (String key :
        List.of(
            "access-key-id",
            "secret-access-key",
            "session-token",
            "external-id",
            "url",
            "hash-secret")) {
      for (String value :
          List.of("[HUSH7]", "{HUSH7: 1}", "{x: HUSH7}", "{HUSH7x: {HUSH7y: 1}}", "[[HUSH7]]")) {
        assertSilentInEachVerb(WHOLE.replaceFirst("  " + key + ": .*", "  " + key + ": " + value));
      }
    }
    for (String key :
        List.of("access-key-id", "secret-access-key", "session-token", "external-id")) {
      assertSilentInEachVerb(WHOLE.replaceFirst("  " + key + ": .*", "  " + key + ": 'HUSH7 x'"));
    }
    for (String wrong :
        List.of(
            "HUSH7: x",
            "HUSH7",
            "leases: HUSH7",
            "leases: {hand-over: HUSH7}",
            "leases: {HUSH7: x}",
            "status: {listen: HUSH7}",
            "status: {hosts: [\"HUSH7:1\"]}",
            "status: {unready-after: HUSH7}",
            "HUSH7: 1\nHUSH7: 2")) {
      assertSilentInEachVerb(WHOLE + wrong + "\n");
    }
    for (String[] wrong :
        new String[][] {
          {"region: us-east-1", "region: HUSH7 x"},
          {"endpoint: http://127.0.0.1:1", "endpoint: http://u:HUSH7@127.0.0.1:1"},
          {"endpoint: http://127.0.0.1:1", "endpoint: 127.0.0.1:HUSH7"},
          {"role-arn: arn:aws:iam::123456789012:role/r", "role-arn: HUSH7"},
          {"external-id: HUSH7D", "external-id: \"HUSH7 !\""},
          {"bucket: exports", "bucket: s3://k:HUSH7@b"},
          {"bucket: exports", "bucket: exports\n  format: HUSH7"},
          {"bucket: exports", "bucket: exports\n  bucket-owner: HUSH7"},
          {"bucket: exports", "bucket: exports\n  kms-key: HUSH7"},
          {"- name: orders", "- {name: orders, deletes: HUSH7}"},
          {"- name: orders", "- {name: orders, columns: {a: HUSH7}}"},
          {"- name: orders", "- {name: orders, history: HUSH7}"},
          {"- name: orders", "- HUSH7"},
        }) {
      assertThat(WHOLE).contains(wrong[0]);
      assertSilentInEachVerb(WHOLE.replace(wrong[0], wrong[1]));
    }
  }

  @Test
  void whatIsReferredToIsNotRepeatedEither() throws IOException {
    Files.writeString(folder.resolve("secret"), "HUSH7 with white space\n");
    for (String key :
        List.of("access-key-id", "secret-access-key", "session-token", "external-id")) {
      assertSilentInEachVerb(
          WHOLE.replaceFirst("  " + key + ": .*", "  " + key + ": \\${file:secret}"));
      assertSilentInEachVerb(
          WHOLE.replaceFirst("  " + key + ": .*", "  " + key + ": \\${HUSH 7:-HUSH7 x}"));
      assertSilentInEachVerb(
          WHOLE.replaceFirst("  " + key + ": .*", "  " + key + ": \\${NO_SUCH:-HUSH7 x}"));
    }
  }

  @Test
  void aServiceThatIsNotThereGetsThemAndNobodyElse() throws IOException {
    String file = file(WHOLE.replace("?sslpassword=HUSH7F", ""));
    assertSilent("check", "check", "-c", file);
    assertSilent("resync", "resync", "-c", file, "orders");
    assertThat(ConfigFile.read(Path.of(file)).toString()).doesNotContain(MARK);
  }

  @Test
  void aFileWithSecretsThatOthersMayReadIsToldOf() throws IOException {
    Path open = Path.of(file(WHOLE));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(written("iam-policy", "-c", open.toString()))
        .contains("chmod 600 " + open)
        .doesNotContain(MARK);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-------"));
    assertThat(written("iam-policy", "-c", open.toString())).doesNotContain("chmod");
    String none =
        Stream.of(WHOLE.split("\n"))
            .filter(l -> !l.contains(MARK) || l.contains("url:"))
            .filter(l -> !l.contains("role-arn"))
            .map(l -> l.replaceFirst("url: .*", "url: postgres://u@h/d"))
            .reduce("", (a, b) -> a + b + "\n");
    Files.writeString(open, none);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(written("iam-policy", "-c", open.toString())).doesNotContain("chmod");
    assertThat(Arrays.asList(none.split("\n"))).noneMatch(l -> l.contains(MARK));
  }
}
