package dev.tailrace.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells the services apart: the control plane's operations and STS are answered here, the rest of
 * DynamoDB goes to DynamoDB Local's handler, and what is left over, S3, to the next handler.
 */
final class FrontDoor extends Handler.Wrapper {
  private static final String TARGET = "X-Amz-Target";
  private static final String DYNAMODB = "DynamoDB_20120810.";
  private static final int LARGEST_BODY = 1 << 20;

  /**
   * DynamoDB Local refuses access keys with characters that real ones don't have, and calls without
   * a signature; with this in their place it takes any.
   */
  private static final HttpField ANYONE =
      new HttpField(
          HttpHeader.AUTHORIZATION,
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
              + " SignedHeaders=host, Signature=0");

  private final ObjectMapper mapper = new ObjectMapper();
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
    String target = request.getHeaders().get(TARGET);
    if (target == null) {
      return SecurityTokens.isFor(request) && SecurityTokens.handle(request, response, callback);
    }
    if (target.startsWith(DYNAMODB)) {
      Function<JsonCall, ObjectNode> operation =
          operations.get(target.substring(DYNAMODB.length()));
      if (operation != null) {
        answer(operation, request, response, callback);
        return true;
      }
    }
    return super.handle(new ByAnyone(request), response, callback);
  }

  private void answer(
      Function<JsonCall, ObjectNode> operation,
      Request request,
      Response response,
      Callback callback)
      throws IOException {
    ObjectNode answer;
    int status = HttpStatus.OK_200;
    try {
      answer = operation.apply(new JsonCall(body(request)));
    } catch (AwsError error) {
      status = HttpStatus.BAD_REQUEST_400;
      answer = mapper.createObjectNode();
      answer.put("__type", "com.amazonaws.dynamodb.v20120810#" + error.code());
      answer.put("message", error.text());
    }
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.0");
    response.getHeaders().put("x-amzn-RequestId", UUID.randomUUID().toString());
    response.write(true, ByteBuffer.wrap(mapper.writeValueAsBytes(answer)), callback);
  }

  private ObjectNode body(Request request) throws IOException {
    byte[] body;
    try (InputStream in = Content.Source.asInputStream(request)) {
      body = in.readNBytes(LARGEST_BODY + 1);
    }
    if (body.length > LARGEST_BODY) {
      throw AwsError.serialization("the request is larger than " + LARGEST_BODY + " bytes");
    }
    try {
      return Optional.of(mapper.readTree(body))
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast)
          .orElseThrow(() -> AwsError.serialization("the request is not a JSON object"));
    } catch (JsonProcessingException broken) {
      throw AwsError.serialization(broken.getOriginalMessage());
    }
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
