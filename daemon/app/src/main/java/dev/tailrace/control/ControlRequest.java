package dev.tailrace.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a command asks the daemon.
 *
 * @param verb what to do
 * @param table of which table; empty for all
 */
public record ControlRequest(String verb, Optional<String> table) {
  /** The version of requests and answers. Another one is refused. */
  static final int VERSION = 1;

  static final ObjectMapper JSON = new ObjectMapper();

  /** How each table is doing. */
  public static ControlRequest status() {
    return new ControlRequest("status", Optional.empty());
  }

  /** A new backfill of a table. */
  public static ControlRequest resync(String table) {
    return new ControlRequest("resync", Optional.of(table));
  }

  String toLine() {
    ObjectNode json = JSON.createObjectNode().put("version", VERSION).put("verb", verb);
    table.ifPresent(t -> json.put("table", t));
    return json.toString();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is no request of this version; the message says why
   */
  static ControlRequest parse(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the request is not JSON", e);
    }
    if (json.path("version").asInt() != VERSION) {
      throw new IllegalArgumentException(
          "this daemon understands version 1 of requests; use the command of its own release");
    }
    return new ControlRequest(
        json.path("verb").asText(), Optional.ofNullable(json.path("table").textValue()));
  }
}
