package dev.tailrace.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests on a socket until it is closed.
 *
 * <p>A file beside the socket is locked for as long as the process lives. Whoever has the lock owns
 * the socket: what a killed daemon left is replaced, and a living one's is not. At most {@value
 * #CONNECTIONS} connections are served at once, the others wait; each has a bounded time to send
 * its request and to take the answer.
 */
public final class ControlServer implements AutoCloseable {
  static final int CONNECTIONS = 8;
  private static final int LONGEST_REQUEST_BYTES = 64 << 10;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  private final Path socket;
  private final FileChannel lock;
  private final ServerSocketChannel listener;
  private final Function<ControlRequest, ControlAnswer> verbs;
  private final Duration longestRequest;
  private final Semaphore free = new Semaphore(CONNECTIONS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private ControlServer(
      Path socket,
      FileChannel lock,
      Function<ControlRequest, ControlAnswer> verbs,
      Duration longestRequest)
      throws IOException {
    this.socket = socket;
    this.lock = lock;
    this.verbs = verbs;
    this.longestRequest = longestRequest;
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Files.deleteIfExists(socket);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * Listens at the first place that no living daemon has.
   *
   * @param verbs answers each request; called by several threads
   * @throws IOException when the folder can't be used, or each place is taken; the message says
   *     what to do
   */
  public static ControlServer start(
      ControlPlace place, Function<ControlRequest, ControlAnswer> verbs) throws IOException {
    return start(place, verbs, LONGEST_REQUEST);
  }

  static ControlServer start(
      ControlPlace place, Function<ControlRequest, ControlAnswer> verbs, Duration longestRequest)
      throws IOException {
    place.prepare();
    for (Path socket : place.sockets()) {
      Optional<FileChannel> lock = lock(socket);
      if (lock.isPresent()) {
        try {
          ControlServer server = new ControlServer(socket, lock.get(), verbs, longestRequest);
          Thread.ofVirtual().name("control").start(server::accept);
          return server;
        } catch (IOException e) {
          lock.get().close();
          throw e;
        }
      }
    }
    throw new IOException(
        "another daemon listens at %s; give each its own control.socket"
            .formatted(place.sockets().getLast()));
  }

  private static Optional<FileChannel> lock(Path socket) throws IOException {
    FileChannel channel =
        FileChannel.open(
            socket.resolveSibling(socket.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another daemon of this very process has it.
    }
    channel.close();
    return Optional.empty();
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  private void accept() {
    try {
      while (listener.isOpen()) {
        free.acquire();
        acceptOne();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptOne() throws InterruptedException {
    try {
      SocketChannel channel = listener.accept();
      threads.execute(() -> serve(channel));
    } catch (ClosedChannelException e) {
      free.release();
    } catch (IOException e) {
      // No descriptor is left, for instance; that passes.
      free.release();
      log.warn("the control socket {} can't take a request now: {}", socket, e.getMessage());
      Thread.sleep(BETWEEN_TRIES);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      CompletableFuture<Void> asked = Lines.closeAfter(channel, longestRequest);
      String line = Lines.read(channel, LONGEST_REQUEST_BYTES);
      asked.complete(null);
      String answer = answer(line).toLine();
      CompletableFuture<Void> taken = Lines.closeAfter(channel, LONGEST_REQUEST);
      Lines.write(channel, answer);
      taken.complete(null);
    } catch (IOException e) {
      log.debug("a command broke off", e);
    } finally {
      free.release();
    }
  }

  private ControlAnswer answer(String line) {
    try {
      return verbs.apply(ControlRequest.parse(line));
    } catch (IllegalArgumentException e) {
      return ControlAnswer.of(2, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // The top of a thread: the command is told, and the daemon goes on.
      log.error("a request at the control socket met a defect", e);
      return ControlAnswer.of(1, "the daemon met a defect; its log has the details");
    }
  }

  /** Stops listening, and removes the socket. */
  @Override
  public void close() {
    try {
      listener.close();
      Files.deleteIfExists(socket);
      lock.close();
    } catch (IOException e) {
      log.warn("the control socket {} could not be removed: {}", socket, e.getMessage());
    }
    threads.shutdownNow();
  }
}
