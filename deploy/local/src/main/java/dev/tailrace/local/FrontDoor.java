package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells the services apart: the control plane's operations and STS are answered here, the rest of
 * DynamoDB goes to DynamoDB Local's handler, and what is left over, S3, to the next handler.
 */
final class FrontDoor extends Handler.Wrapper {

  /**
   * DynamoDB Local refuses access keys with characters that real ones don't have, and calls without
   * a signature; with this in their place it takes any.
   */
  private static final HttpField ANYONE =
      new HttpField(
          HttpHeader.AUTHORIZATION,
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
              + " SignedHeaders=host, Signature=0");

  private final JsonOperations answers = new JsonOperations();
  private final Map<String, Function<JsonCall, ObjectNode>> operations;

  /**
   * @param dynamoDb DynamoDB Local's handler
   * @param operations the control plane's, by name
   */
  FrontDoor(Handler dynamoDb, Map<String, Function<JsonCall, ObjectNode>> operations) {
    super(dynamoDb);
    this.operations = operations;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String target = request.getHeaders().get(JsonOperations.TARGET);
    if (target == null) {
      return SecurityTokens.isFor(request) && SecurityTokens.handle(request, response, callback);
    }
    Function<JsonCall, ObjectNode> operation = JsonOperations.find(operations, target);
    if (operation != null) {
      answers.answer(operation, request, response, callback);
      return true;
    }
    return super.handle(new ByAnyone(request), response, callback);
  }

  private static final class ByAnyone extends Request.Wrapper {
    private final HttpFields headers;

    ByAnyone(Request request) {
      super(request);
      this.headers = HttpFields.build(request.getHeaders()).put(ANYONE).asImmutable();
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
