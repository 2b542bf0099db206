package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the image says of itself, and what others count on. */
final class ImageConfigTest {
  private static final Path TOP = Path.of("../..");

  private final UnpackedImage image = UnpackedImage.shared();

  @Test
  void itsUserIsNobodyOfAnyMachineAndHasNoName() throws IOException {
    assertThat(image.config().at("/config/User").asText()).isEqualTo("10001:10001");
    assertThat(terraform("ecs-service/variables.tf")).contains("default     = \"10001:10001\"");
  }

  @Test
  void theJvmIsStartedByItselfWithoutAShell() {
    assertThat(image.strings("Entrypoint"))
        .startsWith("/opt/tailrace/bin/java")
        .endsWith("-cp", "/opt/tailrace/lib/*", "dev.tailrace.app.Tailrace");
    assertThat(image.strings("Cmd")).containsExactly("run", "-c", "/etc/tailrace/tailrace.yaml");
    assertThat(image.root().resolve("opt/tailrace/bin/java")).isExecutable();
  }

  @Test
  void theFlagsAreThoseOfTheLauncher() throws IOException {
    List<String> launchers =
        List.of(one(Files.readString(TOP.resolve("tailrace")), "(?m)^jvm=\"(.*)\"$").split(" "));
    List<String> entryPoint = image.strings("Entrypoint");
    assertThat(launchers).isNotEmpty();
    assertThat(entryPoint.subList(1, entryPoint.indexOf("-cp"))).isEqualTo(launchers);
  }

  @Test
  void whatOneMayWantOtherwiseIsInTheEnvironmentWhereTerraformSetsIt() throws IOException {
    String options =
        one(
            terraform("ecs-service/variables.tf"),
            "variable \"java_options\" \\{[^}]*default +=" + " \"([^\"]*)\"");
    assertThat(image.strings("Env"))
        .containsExactlyInAnyOrder("JAVA_TOOL_OPTIONS=" + options, "HOME=/tmp");
    assertThat(options).contains("-XX:MaxRAMPercentage=", "-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void itsHealthIsAskedWithWhatTheImageHas() throws IOException {
    String health = one(terraform("ecs-service/containers.tf"), "(?s)\"CMD\", (.*?)\\n  \\]");
    assertThat(health).contains("\"/opt/tailrace/bin/java\"", "\"/opt/tailrace/lib/*\"");
  }

  @Test
  void whatItWritesToAreVolumesThatItsUserMayWriteTo() throws IOException {
    JsonNode volumes = image.config().at("/config/Volumes");
    for (String folder : List.of("/tmp", "/var/lib/tailrace")) {
      assertThat(volumes.has(folder)).as(folder).isTrue();
      assertThat(Files.getPosixFilePermissions(image.root().resolve(folder.substring(1))))
          .as(folder)
          .hasSize(9);
    }
    assertThat(volumes).hasSize(2);
  }

  @Test
  void itsLabelsTellWhatItIsMadeOf() {
    JsonNode labels = image.config().at("/config/Labels");
    assertThat(label(labels, "title")).isEqualTo("Tailrace");
    assertThat(label(labels, "licenses")).isEqualTo("Apache-2.0");
    assertThat(label(labels, "version")).isEqualTo(System.getProperty("tailrace.version"));
    assertThat(label(labels, "source")).isEqualTo(System.getProperty("tailrace.source"));
    Tool.Said git = Tool.attempt(new ProcessBuilder("git", "rev-parse", "--verify", "HEAD"));
    assertThat(label(labels, "revision"))
        .isEqualTo(git.exitCode() == 0 ? git.out().strip() : "unknown");
  }

  private static String label(JsonNode labels, String name) {
    return labels.path("org.opencontainers.image." + name).asText();
  }

  private static String terraform(String file) throws IOException {
    return Files.readString(TOP.resolve("terraform/modules").resolve(file));
  }

  private static String one(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}
