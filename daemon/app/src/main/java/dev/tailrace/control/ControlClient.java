package dev.tailrace.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks the daemon that runs on this machine, if one does. */
public final class ControlClient {
  private static final int LONGEST_ANSWER_BYTES = 16 << 20;
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

  private ControlClient() {}

  /**
   * The first daemon's answer; empty when none listens there.
   *
   * @throws IOException when one listens and does not answer in time, or may not be asked; whether
   *     it did what it was asked is not known then
   */
  public static Optional<ControlAnswer> ask(ControlPlace place, ControlRequest request)
      throws IOException {
    for (Path socket : place.sockets()) {
      if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
        Optional<ControlAnswer> answer = ask(socket, request);
        if (answer.isPresent()) {
          return answer;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<ControlAnswer> ask(Path socket, ControlRequest request)
      throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
      } catch (ConnectException e) {
        // A killed daemon left it.
        return Optional.empty();
      }
      CompletableFuture<Void> answered = Lines.closeAfter(channel, LONGEST_ANSWER);
      Lines.write(channel, request.toLine());
      String line = Lines.read(channel, LONGEST_ANSWER_BYTES);
      answered.complete(null);
      return Optional.of(ControlAnswer.parse(line));
    } catch (IOException e) {
      throw new IOException(
          "the daemon at %s gives no answer (%s)".formatted(socket, reason(e)), e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it took too long" : e.getMessage();
  }
}
