package dev.tailrace.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers every request with the same bytes, its Date included, which the JDK's server would put
 * there itself; notes each request.
 */
final class PlainAnswerer implements AutoCloseable {
  private static final String END = "\r\n\r\n";

  private final ServerSocket listener;
  private final byte[] answer;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  PlainAnswerer(String answer) throws IOException {
    this.answer = answer.getBytes(StandardCharsets.UTF_8);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI at() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The requests: each one's first line, its other lines sorted and in lower case, its body. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      seen.add(request(socket.getInputStream()));
      socket.getOutputStream().write(answer);
      // The client closes first; a second request on the connection is not expected.
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      seen.add("broken off: " + e.getMessage());
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith(END)) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("it ended within the head");
      }
      head.write(read);
    }
    List<String> lines = head.toString(StandardCharsets.UTF_8).strip().lines().toList();
    List<String> headers =
        lines.stream().skip(1).map(line -> line.toLowerCase(Locale.ROOT)).sorted().toList();
    int length =
        headers.stream()
            .filter(line -> line.startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring("content-length:".length()).strip()))
            .findFirst()
            .orElse(0);
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return lines.getFirst() + headers + body;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
