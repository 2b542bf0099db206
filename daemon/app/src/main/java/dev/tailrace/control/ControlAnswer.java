package dev.tailrace.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * What the daemon answers.
 *
 * @param exitCode what the command ends with; 0 when it was done
 * @param message a line for people: what was done, or why it was not
 * @param result what was asked for, as JSON; an empty object when the message is all
 */
public record ControlAnswer(int exitCode, String message, JsonNode result) {
  /** An answer without more than a message. */
  public static ControlAnswer of(int exitCode, String message) {
    return new ControlAnswer(exitCode, message, ControlRequest.JSON.createObjectNode());
  }

  String toLine() {
    ObjectNode json =
        ControlRequest.JSON
            .createObjectNode()
            .put("version", ControlRequest.VERSION)
            .put("ok", exitCode == 0)
            .put("exit-code", exitCode)
            .put("message", message);
    json.set("result", result);
    return json.toString();
  }

  static ControlAnswer parse(String line) throws IOException {
    try {
      JsonNode json = ControlRequest.JSON.readTree(line);
      if (json.path("version").asInt() == ControlRequest.VERSION) {
        return new ControlAnswer(
            json.path("exit-code").asInt(1), json.path("message").asText(), json.path("result"));
      }
    } catch (JsonProcessingException e) {
      throw new IOException("the answer is not JSON", e);
    }
    throw new IOException("the daemon is of another release than this command");
  }
}
