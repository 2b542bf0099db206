package dev.tailrace.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Lines over a socket, bounded in length and time. */
final class Lines {
  private static final int BUFFER = 4096;

  private Lines() {}

  /**
   * The next line, without its end. What comes behind it is dropped: a connection has one.
   *
   * @throws IOException when it is longer than {@code longest} bytes, or the other side closes
   *     first
   */
  static String read(SocketChannel channel, int longest) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(next);
        if (line.size() > longest) {
          throw new IOException("a line is longer than %d bytes".formatted(longest));
        }
      }
      buffer.clear();
    }
    throw new IOException("the other side closed before a whole line had come");
  }

  static void write(SocketChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Closes the channel after a time, which ends every read and write on it with an exception; until
   * the answer is completed.
   */
  static CompletableFuture<Void> closeAfter(SocketChannel channel, Duration time) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Executor later = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
    later.execute(
        () -> {
          if (done.isDone()) {
            return;
          }
          try {
            channel.close();
          } catch (IOException e) {
            // It is closed all the same.
            done.completeExceptionally(e);
          }
        });
    return done;
  }
}
