package dev.tailrace.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.control.ControlAnswer;
import dev.tailrace.control.ControlRequest;
import dev.tailrace.core.TableStatus;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a running daemon does for commands. Safe for several threads. */
final class DaemonVerbs {
  private final String pipeline;
  private final Daemon daemon;

  DaemonVerbs(String pipeline, Daemon daemon) {
    this.pipeline = pipeline;
    this.daemon = daemon;
  }

  ControlAnswer on(ControlRequest request) {
    return switch (request.verb()) {
      case "status" -> status();
      case "resync" ->
          request
              .table()
              .map(this::resync)
              .orElse(ControlAnswer.of(ExitCode.USAGE, "resync: name a table"));
      default ->
          ControlAnswer.of(
              ExitCode.USAGE,
              "this daemon has no verb %s; it has resync and status".formatted(request.verb()));
    };
  }

  private ControlAnswer status() {
    ObjectNode result = new ObjectMapper().createObjectNode();
    result.put("pipeline", pipeline);
    ArrayNode tables = result.putArray("tables");
    daemon.statuses().forEach(s -> tables.add(StatusJson.of(s)));
    return new ControlAnswer(
        ExitCode.OK, "%d tables".formatted(tables.size()), Objects.requireNonNull(result));
  }

  private ControlAnswer resync(String table) {
    if (daemon.statuses().stream().noneMatch(s -> s.table().equals(table))) {
      return ControlAnswer.of(
          ExitCode.USAGE,
          "table %s: the running daemon has no such table; it has %s"
              .formatted(
                  table,
                  daemon.statuses().stream()
                      .map(TableStatus::table)
                      .collect(Collectors.joining(", "))));
    }
    try {
      daemon.resync(new TableId(pipeline, table));
      return ControlAnswer.of(
          ExitCode.OK, "table %s: the running daemon begins a new backfill now".formatted(table));
    } catch (UserException e) {
      return ControlAnswer.of(e.exitCode(), String.valueOf(e.getMessage()));
    } catch (SinkException e) {
      return ControlAnswer.of(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    }
  }
}
