package dev.tailrace.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * A front door for a DynamoDB and an S3 that run elsewhere, such as LocalStack: it adds exports to
 * S3 and the recovery times that they go by, and passes everything else on unchanged.
 *
 * <p>A full export is a consistent scan, in which everything that the table's stream shows as
 * written since the export's moment is undone; the page of this module, deploy/local/README.md,
 * says what the upstream must be like for that to be exact.
 *
 * <p>Safe for several threads.
 */
public final class UpstreamAws implements AutoCloseable {
  private static final long LONGEST_STOP_MILLIS = 5_000;
  private static final int LONGEST_CONNECT_MILLIS = 10_000;

  private final UpstreamOptions options;
  private final Listener listener;
  private final InstantSource clock = InstantSource.system();
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final Map<CallerScope, UpstreamAccount> accounts = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread follower;

  private UpstreamAws(UpstreamOptions options, Listener listener) throws IOException {
    this.options = options;
    this.listener = listener;
    listener.start(new UpstreamDoor(options.dynamoDb(), options.s3(), this::account));
    this.follower = Thread.ofPlatform().daemon().name("local-aws-follower").start(this::follow);
  }

  /**
   * Starts; returns when the endpoint answers.
   *
   * @throws IOException if the upstream takes no connection, which the message names, or the port
   *     is taken
   */
  public static UpstreamAws start(UpstreamOptions options) throws IOException {
    reach(options.dynamoDb());
    if (!options.s3().equals(options.dynamoDb())) {
      reach(options.s3());
    }
    Listener listener = Listener.bind(options.address(), options.port(), InstantSource.system());
    try {
      return new UpstreamAws(options, listener);
    } catch (IOException | RuntimeException failure) {
      listener.close();
      throw failure;
    }
  }

  private static void reach(URI upstream) throws IOException {
    boolean secure = "https".equals(upstream.getScheme());
    int port = upstream.getPort() >= 0 ? upstream.getPort() : secure ? 443 : 80;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(upstream.getHost(), port), LONGEST_CONNECT_MILLIS);
    } catch (IOException dead) {
      throw new IOException(
          "the upstream, "
              + upstream
              + ", can't be reached ("
              + (dead instanceof UnknownHostException ? "unknown host" : dead.getMessage())
              + "): start it first, or correct --upstream or --upstream-s3",
          dead);
    }
  }

  /** Where every service answers, such as {@code http://127.0.0.1:4566}. */
  public URI endpoint() {
    return URI.create("http://" + options.address() + ":" + listener.port());
  }

  private UpstreamAccount account(CallerScope caller) {
    return accounts.computeIfAbsent(
        caller, scope -> new UpstreamAccount(scope, options, http, clock));
  }

  private void follow() {
    try {
      while (!closed.await(options.pollPeriod().toMillis(), TimeUnit.MILLISECONDS)) {
        accounts.values().forEach(UpstreamAccount::catchUp);
      }
    } catch (InterruptedException stopping) {
      // Nothing else interrupts this thread, and it is at its end.
    }
  }

  /**
   * Stops at once: open connections are cut, exports in progress never end. Nothing happens to the
   * upstream. A second call does nothing.
   */
  @Override
  public void close() {
    closed.countDown();
    try {
      follower.join(LONGEST_STOP_MILLIS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    accounts.values().forEach(UpstreamAccount::close);
    listener.close();
    http.close();
  }
}
