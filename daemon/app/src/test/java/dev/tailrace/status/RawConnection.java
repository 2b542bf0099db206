package dev.tailrace.status;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that sends what it is told to, whether or not that is HTTP. */
final class RawConnection implements AutoCloseable {
  /** For which anything is waited for; far more than it takes. */
  static final Duration LONGEST = Duration.ofMinutes(2);

  private final Socket socket = new Socket();

  RawConnection(InetSocketAddress address) throws IOException {
    socket.connect(address, (int) LONGEST.toMillis());
    socket.setSoTimeout((int) LONGEST.toMillis());
  }

  /** Sends it; {@code \n} stands for the end of a line of HTTP. */
  RawConnection send(String text) throws IOException {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** All that comes until the other side closes; what had come when it was cut off. */
  String readAll() throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException e) {
      // A reset ends it as well.
    }
    return all.toString();
  }

  /** Whether the other side has closed it, as far as is known within a few milliseconds. */
  boolean isEnded() {
    try {
      socket.setSoTimeout(5);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
