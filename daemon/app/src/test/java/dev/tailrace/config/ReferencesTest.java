package dev.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that come from the environment and from files. */
final class ReferencesTest {
  @TempDir private Path folder;

  private Config read(String more, Map<String, String> environment) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(
        file,
        """
        pipeline: shop
        source:
          tables: [{name: orders}]
        export:
          bucket: exports
        sink:
          url: postgres://u@h/db
        """
            + more);
    return ConfigFile.read(file, environment);
  }

  private String resolve(String text, Map<String, String> environment) {
    return new References(environment, folder).resolve(text);
  }

  @Test
  void variablesArePutIn() throws IOException {
    Map<String, String> env = Map.of("A", "1", "EMPTY", "", "ROWS", "77", "PW", "hush7");
    assertThat(resolve("x${A}y${A}", env)).isEqualTo("x1y1");
    assertThat(resolve("${B:-other}${EMPTY:-e}${EMPTY}", env)).isEqualTo("othere");
    assertThat(resolve("$${A} $A $ {", env)).isEqualTo("${A} $A $ {");
    Config config = read("  hash-secret: ${PW}\n  flush: {rows: \"${ROWS}\"}\n", env);
    assertThat(config.sink().flush().rows()).isEqualTo(77);
    assertThat(config.sink().hashSecret().orElseThrow().value()).isEqualTo("hush7");
    assertThat(config.toString()).doesNotContain("hush7");
  }

  @Test
  void filesAreReadWithoutTheirLastLineFeed() throws IOException {
    Files.writeString(folder.resolve("s"), "hush7\n\n");
    assertThat(resolve("${file:s}", Map.of())).isEqualTo("hush7\n");
    assertThat(resolve("${file:" + folder.resolve("s") + "}", Map.of())).isEqualTo("hush7\n");
    Files.writeString(folder.resolve("long"), "x".repeat(70_000));
    assertThatThrownBy(() -> resolve("${file:long}", Map.of()))
        .hasMessageContaining("longer than 64 KiB");
  }

  @Test
  void whatIsNotThereIsNamedWithItsKey() {
    assertThatThrownBy(() -> read("  hash-secret: ${HASH_KEY}\n", Map.of()))
        .hasMessageContaining(
            "c.yaml:8:16: sink.hash-secret: the variable HASH_KEY is not set; set it, or write ${HASH_KEY:-otherwise}");
    assertThatThrownBy(() -> read("  hash-secret: ${file:/no/such}\n", Map.of()))
        .hasMessageContaining("sink.hash-secret: the file /no/such is not there");
    assertThatThrownBy(() -> read("  hash-secret: ${hush 7}\n", Map.of()))
        .hasMessageContaining("stands no variable's name")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> read("  hash-secret: ${hush\n", Map.of()))
        .hasMessageContaining("is not closed")
        .hasMessageNotContaining("hush");
  }
}
