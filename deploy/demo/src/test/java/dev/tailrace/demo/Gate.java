package dev.tailrace.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one worker's calls stand still and go on: what it sends to AWS and what AWS answers through
 * {@link #endpoint}, and whatever else calls {@link #pass}. What stands still is not lost, it comes
 * late.
 */
final class Gate implements AutoCloseable {
  private final URI behind;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean shut;

  Gate(URI behind) throws IOException {
    this.behind = behind;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("gate").start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  synchronized void shut() {
    shut = true;
  }

  synchronized void open() {
    shut = false;
    notifyAll();
  }

  /** Waits while the gate is shut. */
  synchronized void pass() throws InterruptedException {
    while (shut) {
      wait();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(behind.getHost(), behind.getPort());
        for (Socket socket : Set.of(client, server)) {
          socket.setTcpNoDelay(true);
          sockets.add(socket);
        }
        Thread.ofPlatform().daemon().start(() -> copy(client, server));
        Thread.ofPlatform().daemon().start(() -> copy(server, client));
      } catch (IOException e) {
        // The gate is being closed, or a client left while it was let in.
      }
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[1 << 16];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        pass();
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // One side hung up: the other sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Ends all connections at once, and lets go whoever waits. */
  @Override
  public void close() throws IOException {
    open();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
