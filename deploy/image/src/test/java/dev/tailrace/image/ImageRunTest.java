package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image runs, and ends with exit codes that tell why. */
final class ImageRunTest {
  private final RunningImage image;

  ImageRunTest(@TempDir Path folder) throws IOException {
    this.image = new RunningImage(UnpackedImage.shared(), folder);
  }

  @Test
  void tellsItsVersion() {
    Tool.Said said = image.run("--version");
    assertThat(said.exitCode()).as(said.toString()).isZero();
    assertThat(said.out()).isEqualTo("tailrace 0.1.0\n");
  }

  @Test
  void aMissingConfigurationIsNamed() {
    Tool.Said said = image.run("run", "-c", "/etc/tailrace/other.yaml");
    assertThat(said.exitCode()).as(said.toString()).isEqualTo(2);
    assertThat(said.err()).contains("/etc/tailrace/other.yaml: there is no such file");
  }

  @Test
  void nobodysHealthIsAFailure() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    String config =
        image.configured(
            "tailrace.yaml",
            """
            pipeline: image
            source: {tables: [{name: orders}]}
            export: {bucket: exports}
            sink: {url: 'duckdb:///tmp/orders.duckdb'}
            status: {listen: '127.0.0.1:%d'}
            """
                .formatted(free));
    Tool.Said said = image.run("health", "-c", config);
    assertThat(said.exitCode()).as(said.toString()).isEqualTo(1);
    assertThat(said.err()).contains("nobody answers");
  }
}
