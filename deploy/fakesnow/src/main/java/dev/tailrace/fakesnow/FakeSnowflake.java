package dev.tailrace.fakesnow;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A fakesnow server on a free port of 127.0.0.1, in a process of its own. Its databases are in
 * memory, are made by connecting to them, and end with it.
 */
public final class FakeSnowflake implements AutoCloseable {
  private static final Duration STARTING = Duration.ofSeconds(90);
  private static final String SHIM = "shim.py";

  /** Behind it stands the process that the server belongs to. */
  private static final String LOG = "server.log.";

  private final Process process;
  private final int port;
  private final Thread atExit;

  private FakeSnowflake(Process process, int port) {
    this.process = process;
    this.port = port;
    this.atExit = new Thread(process::destroy, "stop-fakesnow");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a server. The Python packages that it needs are installed into {@code folder} where they
   * are missing, which takes a minute and a package index; its log is there, too.
   *
   * @throws UnavailableException when this machine has no Python, pip can't install the packages,
   *     or the server doesn't start
   */
  public static FakeSnowflake start(Path folder) throws UnavailableException {
    Path python = PythonEnvironment.in(folder);
    Path log = folder.resolve(LOG + ProcessHandle.current().pid());
    try {
      forgetLogs(folder);
      Path shim = unpack(folder);
      int port = freePort();
      Process process =
          new ProcessBuilder(python.toString(), shim.toString(), Integer.toString(port))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      FakeSnowflake server = new FakeSnowflake(process, port);
      if (!server.awaitListening()) {
        server.close();
        throw new UnavailableException("its server does not start, see " + log);
      }
      return server;
    } catch (IOException e) {
      throw new UnavailableException("its server does not start: " + e.getMessage(), e);
    }
  }

  /** Deletes the logs of servers whose processes are gone. */
  private static void forgetLogs(Path folder) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, LOG + "*")) {
      for (Path log : logs) {
        long pid = Long.parseLong(log.getFileName().toString().substring(LOG.length()));
        if (ProcessHandle.of(pid).isEmpty()) {
          Files.deleteIfExists(log);
        }
      }
    }
  }

  /** Under a name of its content, since another process may be starting another release's. */
  private static Path unpack(Path folder) throws IOException {
    byte[] content;
    try (InputStream source =
        Objects.requireNonNull(FakeSnowflake.class.getResourceAsStream(SHIM), SHIM)) {
      content = source.readAllBytes();
    }
    Path shim = folder.resolve("shim-%08x.py".formatted(Arrays.hashCode(content)));
    Path scratch = Files.createTempFile(folder, "shim", ".tmp");
    Files.write(scratch, content);
    Files.move(scratch, shim, StandardCopyOption.ATOMIC_MOVE);
    return shim;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean awaitListening() {
    long end = System.nanoTime() + STARTING.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return true;
      } catch (IOException notYet) {
        if (hasEndedWithin(100)) {
          return false;
        }
      }
    }
    return false;
  }

  private boolean hasEndedWithin(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /**
   * The URL of a database in it, as the Snowflake sink takes it; the database need not be there.
   *
   * @param database a name of letters, digits and underscores
   */
  public String url(String database) {
    return "snowflake://tailrace@127.0.0.1:%d/%s?ssl=off".formatted(port, database);
  }

  /** Stops the server; what it held is gone. */
  @Override
  public void close() {
    process.destroy();
    if (!hasEndedWithin(5000)) {
      process.destroyForcibly();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs anyway then, and finds the process gone.
    }
  }
}
