package dev.tailrace.local;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.InstantSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The one HTTP server. */
final class Listener implements AutoCloseable {
  static final String ADDRESS = "127.0.0.1";
  private static final int MOST_THREADS = 64;

  private final Server server;
  private final ServerConnector connector;

  private Listener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Takes a port; connections wait until {@link #start}.
   *
   * @param port 0 for any free one
   * @param clock what the answers' Date is taken from
   */
  static Listener bind(String address, int port, InstantSource clock) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
    threads.setName("local-aws");
    threads.setDaemon(true);
    Server server = new DatedServer(threads, clock);
    server.setStopTimeout(0);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // An object's key may hold what a strict reading of the path calls ambiguous, such as %2F.
    http.setUriCompliance(UriCompliance.LEGACY);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address);
    connector.setPort(port);
    server.addConnector(connector);
    try {
      connector.open();
    } catch (IOException taken) {
      throw new IOException(
          "port "
              + port
              + " on "
              + address
              + " can't be used ("
              + rootMessage(taken)
              + "): stop what listens there, or choose another port (--port)",
          taken);
    }
    return new Listener(server, connector);
  }

  /**
   * @throws IllegalArgumentException if there is no such port
   */
  static void checkPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + ", and must be in 0 to 65535");
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  int port() {
    return connector.getLocalPort();
  }

  /**
   * Begins to answer.
   *
   * @param first gets every request
   * @param otherwise gets those that the first leaves
   */
  void start(Handler first, Servlet otherwise) throws IOException {
    ServletContextHandler servlets = new ServletContextHandler();
    servlets.getServletHandler().setDecodeAmbiguousURIs(true);
    servlets.addServlet(new ServletHolder(otherwise), "/*");
    start(new Handler.Sequence(first, servlets));
  }

  /** Begins to answer; the handler gets every request. */
  void start(Handler only) throws IOException {
    server.setHandler(only);
    try {
      server.start();
    } catch (Exception failure) {
      throw new IOException("the HTTP server did not start: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("the HTTP server did not stop", failure);
    } finally {
      // Closes the port of a server that was never started.
      connector.close();
    }
  }
}
