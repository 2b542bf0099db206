package dev.tailrace.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * LocalStack as a process of this machine. It lives no longer than this JVM, however that ends.
 *
 * <p>Nothing is fetched at its start, and it tells nobody of its use.
 */
public final class HostLocalStack implements LocalStack {
  private static final String VERSION = "2026.3.0";
  private static final Duration STARTING = Duration.ofMinutes(2);
  private static final Duration ENDING = Duration.ofSeconds(20);

  private final Process process;
  private final URI endpoint;
  private final Path link;
  private final Set<ProcessHandle> family = new LinkedHashSet<>();

  private HostLocalStack(Process process, URI endpoint, Path link) {
    this.process = process;
    this.endpoint = endpoint;
    this.link = link;
  }

  /**
   * Installs LocalStack where that was not done yet, in the user's cache, and starts it; returns
   * when it answers.
   *
   * @param work an empty folder for what it writes, its log {@code localstack.log} among it
   * @param maven fetches DynamoDB Local
   * @throws UnavailableException if this machine can't run it, for want of Python, say
   * @throws IOException if it doesn't start although it could
   */
  public static HostLocalStack start(Path work, Path maven)
      throws UnavailableException, IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "tailrace");
    Installation installed = Installation.in(cache.resolve("localstack-" + VERSION), maven);
    Path state = Files.createDirectories(work.resolve("var").resolve("lib").resolve("localstack"));
    Files.createDirectories(work.resolve("tmp"));
    Path link = Files.createSymbolicLink(state.resolve("lib"), installed.library());
    int port = freePort();
    Path log = work.resolve("localstack.log");
    ProcessBuilder builder =
        new ProcessBuilder(installed.python().toString(), installed.launcher().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(settings(work, installed.folder(), port));
    builder.environment().keySet().removeAll(List.of("PYTHONPATH", "PYTHONHOME"));
    HostLocalStack started =
        new HostLocalStack(builder.start(), URI.create("http://127.0.0.1:" + port), link);
    try {
      started.awaitReady(log);
      started.noteFamily();
      return started;
    } catch (IOException | RuntimeException failure) {
      started.close();
      throw failure;
    }
  }

  private static Map<String, String> settings(Path work, Path cache, int port) {
    String at = "127.0.0.1:" + port;
    return Map.ofEntries(
        Map.entry("OVERRIDE_IN_DOCKER", "0"),
        Map.entry("FILESYSTEM_ROOT", work.toString()),
        Map.entry("TMPDIR", work.resolve("tmp").toString()),
        Map.entry("XDG_CACHE_HOME", cache.resolve("cache").toString()),
        Map.entry("SERVICES", "dynamodb,dynamodbstreams,s3,sts"),
        Map.entry("STRICT_SERVICE_LOADING", "1"),
        Map.entry("EAGER_SERVICE_LOADING", "1"),
        Map.entry("GATEWAY_LISTEN", at),
        Map.entry("LOCALSTACK_HOST", at),
        Map.entry("DISABLE_EVENTS", "1"),
        Map.entry("SKIP_SSL_CERT_DOWNLOAD", "1"),
        Map.entry("DNS_ADDRESS", "0"),
        Map.entry("DYNAMODB_IN_MEMORY", "1"),
        Map.entry("DDB_LOCAL_TELEMETRY", "0"),
        Map.entry("PROVIDER_OVERRIDE_DYNAMODB", "v2"),
        Map.entry("PROVIDER_OVERRIDE_DYNAMODBSTREAMS", "v2"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Path log) throws IOException {
    long deadline = System.nanoTime() + STARTING.toNanos();
    while (!Files.readString(log, StandardCharsets.ISO_8859_1).lines().anyMatch("Ready."::equals)) {
      try {
        if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IOException("LocalStack did not start; its log says:\n" + end(log));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while LocalStack started", e);
      }
    }
  }

  private static String end(Path log) throws IOException {
    List<String> lines = Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  /**
   * DynamoDB Local is a process of a group of its own, and would outlive a LocalStack that dies.
   */
  private void noteFamily() {
    process.descendants().forEach(family::add);
  }

  @Override
  public void close() {
    noteFamily();
    try {
      // The end of its input is its end.
      process.getOutputStream().close();
      process.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS);
      // Whoever clears the folder must not follow it into the cache.
      Files.deleteIfExists(link);
    } catch (IOException endedAlready) {
      // Then there is nothing to tell it.
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      family.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
