package dev.tailrace.status;

import dev.tailrace.status.StatusPages.Page;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers one request: checks its host and its method, then finds its page. */
final class StatusHandler extends Handler.Abstract {
  private final AllowedHosts hosts;
  private final StatusPages pages;
  private final Connections connections;

  StatusHandler(AllowedHosts hosts, StatusPages pages, Connections connections) {
    this.hosts = hosts;
    this.pages = pages;
    this.connections = connections;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    connections.asked(request.getConnectionMetaData().getConnection());
    Page page = page(request);
    if (page.code() == 405) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
    }
    write(response, page, callback);
    return true;
  }

  private Page page(Request request) {
    // Without the header, as in HTTP/1.0, this is the address that was connected to.
    String host = Request.getServerName(request);
    if (host == null || !hosts.allows(host)) {
      return text(421, "this host name is not served here; add it to status.hosts");
    }
    Optional<Supplier<Page>> page = pages.at(Request.getPathInContext(request));
    if (page.isEmpty()) {
      return text(404, "not here; there are /healthz, /readyz and /metrics");
    }
    return switch (request.getMethod()) {
      case "GET", "HEAD" -> page.get().get();
      default -> text(405, "only GET and HEAD are answered");
    };
  }

  private static Page text(int code, String line) {
    return new Page(code, StatusPages.TEXT, line + "\n");
  }

  /** The server leaves the body of an answer to HEAD out, and keeps its length. */
  static void write(Response response, Page page, Callback callback) {
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(page.code());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.type());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
