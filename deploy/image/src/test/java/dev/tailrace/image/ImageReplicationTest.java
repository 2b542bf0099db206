package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.local.LocalAws;
import dev.tailrace.local.LocalAwsOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image does its work: a table comes into DuckDB by a backfill, and a later write after it. */
final class ImageReplicationTest {
  private static final int MOST_ASKED = 100;

  /** 128 and SIGTERM. */
  private static final int ENDED_BY_SIGTERM = 143;

  @Test
  void replicatesTellsItsHealthAndEndsInPeace(@TempDir Path folder)
      throws IOException, InterruptedException, SQLException {
    RunningImage image = new RunningImage(UnpackedImage.shared(), folder);
    try (LocalAws aws = LocalAws.start(LocalAwsOptions.in(folder.resolve("aws")))) {
      AwsRequests requests = new AwsRequests(aws.endpoint());
      requests.makeBucket("exports");
      requests.makeTable("orders");
      requests.put("orders", "first");
      String config = image.configured("tailrace.yaml", yaml(image.scratchInside()));

      Path log = folder.resolve("daemon.log");
      ProcessBuilder run = image.command("run", "-c", config);
      run.environment().putAll(aws.environment());
      Process daemon = run.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      try {
        assertThat(becomesHealthy(image, config, daemon)).as(Files.readString(log)).isTrue();
        requests.put("orders", "second");
        daemon.destroy();
        assertThat(daemon.waitFor(3, TimeUnit.MINUTES)).as(Files.readString(log)).isTrue();
        assertThat(daemon.exitValue()).as(Files.readString(log)).isEqualTo(ENDED_BY_SIGTERM);
      } finally {
        daemon.destroyForcibly();
      }

      ProcessBuilder again = image.command("run", "-c", config, "--until-caught-up");
      again.environment().putAll(aws.environment());
      Tool.Said said = Tool.attempt(again);
      assertThat(said.exitCode()).as(said.toString()).isZero();
      assertThat(keys(image.scratch().resolve("warehouse.duckdb"))).isEqualTo("first,second");
    }
  }

  /** Each question takes the better part of a second, and is a pause by itself. */
  private static boolean becomesHealthy(RunningImage image, String config, Process daemon) {
    for (int asked = 0; asked < MOST_ASKED && daemon.isAlive(); asked++) {
      if (image.run("health", "-c", config).exitCode() == 0) {
        return true;
      }
    }
    return false;
  }

  private static String yaml(String folder) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return """
      pipeline: image
      source:
        tables: [{name: orders}]
        poll-period: 100ms
        discovery-period: 1s
      export: {bucket: exports}
      sink:
        url: duckdb://%s/warehouse.duckdb
        flush: {interval: 300ms}
      status: {listen: '127.0.0.1:%d'}
      """
          .formatted(folder, free.getLocalPort());
    }
  }

  private static String keys(Path warehouse) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + warehouse);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT string_agg(pk, ',' ORDER BY pk) FROM orders")) {
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(1));
    }
  }
}
