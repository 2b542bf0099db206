package dev.tailrace.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Operations of the control plane over HTTP, in DynamoDB's JSON protocol. */
final class JsonOperations {
  /** The header that names service and operation. */
  static final String TARGET = "X-Amz-Target";

  private static final String DYNAMODB = "DynamoDB_20120810.";
  private static final int LARGEST_BODY = 1 << 20;

  private final ObjectMapper mapper = new ObjectMapper();

  /** The operation that a request's target names, null if it is none of these. */
  static @Nullable Function<JsonCall, ObjectNode> find(
      Map<String, Function<JsonCall, ObjectNode>> operations, String target) {
    return target.startsWith(DYNAMODB) ? operations.get(target.substring(DYNAMODB.length())) : null;
  }

  /** Calls an operation and sends its answer, or the error that it throws. */
  void answer(
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
      status = error.status();
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
}
