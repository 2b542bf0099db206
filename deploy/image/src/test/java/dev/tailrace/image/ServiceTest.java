package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/systemd}: the same program as the image's, for machines. */
final class ServiceTest {
  private static final Path SYSTEMD = Path.of("../systemd");

  private final UnpackedImage image = UnpackedImage.shared();

  @Test
  void theUnitStartsWhatTheImageStarts() throws IOException {
    String unit = Files.readString(SYSTEMD.resolve("tailrace.service"));
    String start = line(unit, "ExecStart=");
    List<String> words = new ArrayList<>(List.of(start.split(" ", -1)));
    assertThat(words.remove("-Djava.io.tmpdir=/var/lib/tailrace")).isTrue();
    List<String> imageStarts = new ArrayList<>(image.strings("Entrypoint"));
    imageStarts.addAll(image.strings("Cmd"));
    assertThat(words).isEqualTo(imageStarts);
    assertThat(image.strings("Env")).contains(line(unit, "Environment=").replace("\"", ""));
  }

  @Test
  void terraformStartsTheSameUnit() {
    assertThat(Path.of("../../terraform/modules/ec2/files/tailrace.service"))
        .hasSameTextualContentAs(SYSTEMD.resolve("tailrace.service"));
  }

  @Test
  void theArchiveIsInstalledUpdatedAndTakenAway(@TempDir Path folder) throws IOException {
    Path archive = folder.resolve("tailrace.tar.gz");
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Path root = folder.resolve("root");
    script(SYSTEMD.resolve("archive.sh"), archive.toString());
    Tool.run(List.of("tar", "-xzf", archive.toString(), "-C", unpacked.toString()));
    Path install = unpacked.resolve("systemd/install.sh");

    script(install, "--root", root.toString());
    List<String> first = files(root);
    assertThat(first).contains("etc/systemd/system/tailrace.service", "opt/tailrace/sbom.json");
    Path program = root.resolve("opt/tailrace");
    Tool.Said version =
        Tool.run(
            List.of(
                program.resolve("bin/java").toString(),
                "-cp",
                program + "/lib/*",
                "dev.tailrace.app.Tailrace",
                "--version"));
    assertThat(version.out()).isEqualTo("tailrace 0.1.0\n");

    Path config = root.resolve("etc/tailrace/tailrace.yaml");
    Files.writeString(config, "pipeline: mine\n");
    Files.createFile(program.resolve("lib/of-yesterday.jar"));
    script(install, "--root", root.toString());
    assertThat(files(root)).isEqualTo(first);
    assertThat(config).hasContent("pipeline: mine\n");

    script(install, "--uninstall", "--root", root.toString());
    assertThat(files(root))
        .containsExactly("etc/tailrace/tailrace.env", "etc/tailrace/tailrace.yaml");
    script(install, "--uninstall", "--purge", "--root", root.toString());
    assertThat(files(root)).isEmpty();
  }

  @Test
  void whatIsNoArchiveIsRefusedAndWhatIsThereStays(@TempDir Path folder) throws IOException {
    Path old = Files.createDirectories(folder.resolve("opt/tailrace/lib")).resolve("old.jar");
    Files.createFile(old);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Tool.Said said =
        Tool.attempt(
            new ProcessBuilder(
                SYSTEMD.resolve("install.sh").toString(),
                "--from",
                empty.toString(),
                "--root",
                folder.toString()));
    assertThat(said.exitCode()).as(said.toString()).isEqualTo(2);
    assertThat(said.err()).contains("not an archive of Tailrace");
    assertThat(files(folder)).containsExactly("opt/tailrace/lib/old.jar");
  }

  @Test
  void theSampleConfigurationIsOneThatTheDaemonUnderstands(@TempDir Path folder)
      throws IOException {
    RunningImage running = new RunningImage(image, folder);
    String sample =
        running.configured("sample.yaml", Files.readString(SYSTEMD.resolve("tailrace.yaml")));
    Tool.Said said = running.run("iam-policy", "-c", sample);
    assertThat(said.exitCode()).as(said.toString()).isZero();
    assertThat(said.out()).contains("table/orders");
  }

  /** What the build does not compile; what a machine lacks for that is told, and skipped. */
  @Test
  void lintersFindNothing() {
    for (Path check : List.of(Path.of("check.sh"), SYSTEMD.resolve("check.sh"))) {
      Tool.Said said =
          Tool.attempt(new ProcessBuilder(check.toAbsolutePath().normalize().toString()));
      System.out.print(said.out());
      assertThat(said.exitCode()).as(said.toString()).isZero();
    }
  }

  private static void script(Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    Tool.run(command);
  }

  private static String line(String text, String start) {
    return text.lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .map(line -> line.substring(start.length()))
        .orElseThrow();
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
