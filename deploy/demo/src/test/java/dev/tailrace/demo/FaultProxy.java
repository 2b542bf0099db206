package dev.tailrace.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and an AWS endpoint, and lets calls go wrong as a plan says. The request
 * is passed on as it came, its Host header included, for that is signed; the client's connections
 * are kept alive as AWS does.
 */
final class FaultProxy implements AutoCloseable {
  private final URI behind;
  private final FaultPlan plan;
  private final ServerSocket listener;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  FaultProxy(URI behind, FaultPlan plan) throws IOException {
    this.behind = behind;
    this.plan = plan;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("fault-proxy").start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  FaultPlan plan() {
    return plan;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // The proxy is being closed, or a client left while it was let in.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      Optional<HttpMessage> request = HttpMessage.read(in);
      while (request.isPresent() && answer(client, in, request.get())) {
        request = HttpMessage.read(in);
      }
    } catch (IOException e) {
      // The client hung up, or what is behind did: the client sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(client);
    }
  }

  /** Whether the connection can take another call. */
  private boolean answer(Socket client, InputStream in, HttpMessage request)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    Optional<Fault> fault = plan.next(request.call());
    if (fault.isEmpty()) {
      return pass(out, forward(request));
    }
    return switch (fault.get()) {
      case Fault.Refuse f -> pass(out, refusal(request, f));
      case Fault.Say f -> pass(out, answer(request, f));
      case Fault.Delay f -> {
        boolean ends = closed.await(f.duration().toMillis(), TimeUnit.MILLISECONDS);
        yield !ends && pass(out, forward(request));
      }
      case Fault.Shorten f -> {
        HttpMessage whole = forward(request);
        yield pass(out, whole.withBody(start(whole, f.bodyBytes())));
      }
      case Fault.Alter f -> {
        HttpMessage altered = forward(request);
        altered.body()[f.at() % Math.max(1, altered.body().length)] ^= 1;
        yield pass(out, altered);
      }
      case Fault.Stall f -> untilGivenUp(in);
      case Fault.StallWithin f -> {
        part(out, forward(request), f.bodyBytes());
        yield untilGivenUp(in);
      }
      case Fault.Cut f -> {
        part(out, forward(request), f.bodyBytes());
        yield false;
      }
      case Fault.Reset f -> {
        part(out, forward(request), f.bodyBytes());
        yield reset(client);
      }
      case Fault.Lose f -> {
        forward(request);
        yield reset(client);
      }
    };
  }

  private HttpMessage forward(HttpMessage request) throws IOException {
    try (Socket socket = new Socket(behind.getHost(), behind.getPort())) {
      write(socket.getOutputStream(), request.headSaying(request.body().length), request.body());
      return HttpMessage.read(new BufferedInputStream(socket.getInputStream()))
          .orElseThrow(() -> new EOFException("no answer from " + behind));
    }
  }

  private static boolean pass(OutputStream out, HttpMessage answer) throws IOException {
    write(out, answer.headSaying(answer.body().length), answer.body());
    return true;
  }

  /** Sends the head, which speaks of the whole body, and the body's start. */
  private static void part(OutputStream out, HttpMessage answer, int bodyBytes) throws IOException {
    write(out, answer.headSaying(answer.body().length), start(answer, bodyBytes));
  }

  private static byte[] start(HttpMessage answer, int bodyBytes) {
    int length = bodyBytes % Math.max(1, answer.body().length);
    return Arrays.copyOf(answer.body(), length);
  }

  private static void write(OutputStream out, byte[] head, byte[] body) throws IOException {
    byte[] both = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, both, head.length, body.length);
    // At once: a small packet would wait for the answer to the one before it.
    out.write(both);
  }

  private static boolean reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
    return false;
  }

  private static boolean untilGivenUp(InputStream in) throws IOException {
    while (in.read() >= 0) {
      // A client that waits for an answer sends nothing; its end is what is waited for.
    }
    return false;
  }

  private static HttpMessage refusal(HttpMessage request, Fault.Refuse refuse) {
    String body =
        request.isForDynamoDb()
            ? "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"injected\"}"
            : "<Error><Code>%s</Code><Message>injected</Message></Error>";
    String type = request.isForDynamoDb() ? "application/x-amz-json-1.0" : "application/xml";
    return new HttpMessage(
        List.of(
            "HTTP/1.1 %d Refused".formatted(refuse.status()),
            "Content-Type: " + type,
            "x-amz-request-id: injected"),
        body.formatted(refuse.code()).getBytes(StandardCharsets.UTF_8));
  }

  private static HttpMessage answer(HttpMessage request, Fault.Say say) {
    List<String> head = new ArrayList<>(List.of("HTTP/1.1 %d Said".formatted(say.status())));
    head.addAll(say.headers());
    String body = request.call().startsWith("HEAD ") ? "" : say.body();
    return new HttpMessage(head, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends all connections at once. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
