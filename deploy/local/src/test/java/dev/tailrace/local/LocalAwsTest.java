package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.core.sync.RequestBody;

class LocalAwsTest {
  @TempDir Path directory;

  @Test
  void closingLeavesNoThreadBehind() throws IOException {
    try (TestAws warmUp = TestAws.quick(directory.resolve("first"))) {
      warmUp.table("orders");
    }
    Set<Thread> before = threads();
    try (TestAws aws = TestAws.quick(directory.resolve("second"))) {
      String arn = aws.recoverableTable("orders");
      aws.put("orders", "a", "1");
      aws.export(arn, request -> {});
      assertThat(threads().size()).isGreaterThan(before.size());
    }

    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!before.containsAll(threads()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(before).containsAll(threads());
  }

  /** Without those of the JDK, which come and go as they like. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> !thread.getThreadGroup().getName().equals("InnocuousThreadGroup"))
        .filter(thread -> !thread.getName().startsWith("Keep-Alive"))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
        .collect(Collectors.toSet());
  }

  @Test
  void closingTwiceIsFine() throws IOException {
    LocalAws aws = LocalAws.start(LocalAwsOptions.in(directory));
    try (aws) {
      assertThat(aws.endpoint().getPort()).isPositive();
    } finally {
      aws.close();
    }
  }

  @Test
  void onlyTheLoopbackAddressAnswers() throws IOException {
    try (LocalAws aws = LocalAws.start(LocalAwsOptions.in(directory))) {
      InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
      assertThat(aws.endpoint().getHost()).isEqualTo("127.0.0.1");
      try (Socket socket = new Socket()) {
        assertThatThrownBy(
                () -> socket.connect(new InetSocketAddress(other, aws.endpoint().getPort()), 2_000))
            .as("a listener on all interfaces would answer on every loopback address")
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void objectsOutlastAStop() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      aws.s3().putObject(o -> o.bucket(TestAws.BUCKET).key("k"), RequestBody.fromString("kept"));
    }
    try (TestAws aws = TestAws.start(LocalAwsOptions.in(directory))) {
      assertThat(aws.s3().getObjectAsBytes(o -> o.bucket(TestAws.BUCKET).key("k")).asUtf8String())
          .isEqualTo("kept");
    }
  }

  @Test
  void aPortInUseIsAClearError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> LocalAws.start(LocalAwsOptions.in(directory).withPort(port)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("in use");

      StringWriter err = new StringWriter();
      int code =
          new CommandLine(new LocalCommand())
              .setErr(new PrintWriter(err))
              .execute("--port", Integer.toString(port));
      assertThat(code).isEqualTo(1);
      assertThat(err.toString()).contains("port " + port).contains("--port").hasLineCount(1);
    }
  }

  @Test
  void theCommandPrintsWhatToExportAndRunsUntilItIsStopped() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new LocalCommand()).setOut(new PrintWriter(out, true));
    FutureTask<Integer> running =
        new FutureTask<>(
            () ->
                command.execute(
                    "--port",
                    "0",
                    "--data-dir",
                    directory.toString(),
                    "--shortest-window",
                    "PT1S"));
    Thread thread = Thread.ofPlatform().start(running);

    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!out.toString().contains("AWS_DEFAULT_REGION") && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(out.toString())
        .containsPattern("export AWS_ENDPOINT_URL=http://127\\.0\\.0\\.1:\\d+\\R")
        .contains("export AWS_ACCESS_KEY_ID=", "export AWS_SECRET_ACCESS_KEY=")
        .contains("export AWS_REGION=us-east-1")
        .contains("DynamoDB Local is Amazon's");
    assertThat(running.isDone()).isFalse();

    thread.interrupt();
    assertThat(running.get(2, TimeUnit.MINUTES)).isZero();
  }
}
