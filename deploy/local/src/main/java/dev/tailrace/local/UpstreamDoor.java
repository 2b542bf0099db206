package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.function.Function;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells the control plane's operations from everything else, which goes to the upstream as it came,
 * the Host header included, which is part of what a client signed, and back as it was answered.
 */
final class UpstreamDoor extends Handler.Sequence {
  private final JsonOperations answers = new JsonOperations();
  private final Function<CallerScope, UpstreamAccount> accounts;
  private final Handler dynamoDb;
  private final Handler s3;

  /**
   * @param accounts whose control plane answers
   */
  UpstreamDoor(URI dynamoDb, URI s3, Function<CallerScope, UpstreamAccount> accounts) {
    this.accounts = accounts;
    this.dynamoDb = new Unchanged(dynamoDb);
    this.s3 = new Unchanged(s3);
    addHandler(this.dynamoDb);
    addHandler(this.s3);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String target = request.getHeaders().get(JsonOperations.TARGET);
    if (target == null) {
      return (SecurityTokens.isFor(request) ? dynamoDb : s3).handle(request, response, callback);
    }
    CallerScope caller = CallerScope.of(request.getHeaders().get(HttpHeader.AUTHORIZATION));
    Function<JsonCall, ObjectNode> operation =
        JsonOperations.find(accounts.apply(caller).operations(), target);
    if (operation == null) {
      return dynamoDb.handle(request, response, callback);
    }
    answers.answer(operation, request, response, callback);
    return true;
  }

  private static final class Unchanged extends ProxyHandler.Reverse {
    Unchanged(URI upstream) {
      super(request -> HttpURI.from(base(upstream) + request.getHttpURI().getPathQuery()));
      setUseServerThreadPool(true);
    }

    private static String base(URI upstream) {
      return upstream.getScheme() + "://" + upstream.getRawAuthority();
    }

    @Override
    protected void configureHttpClient(HttpClient client) {
      super.configureHttpClient(client);
      client.getContentDecoderFactories().clear();
      client.setUserAgentField(null);
    }

    @Override
    protected void addProxyHeaders(
        Request request, org.eclipse.jetty.client.Request proxyToServerRequest) {
      // A Via or Forwarded header would be a change.
    }
  }
}
