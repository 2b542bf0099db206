package dev.tailrace.sink.stdout;

import dev.tailrace.item.Item;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.PlainJson;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Route;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Writes the lines. Used by one thread at a time. */
final class Lines {
  private volatile boolean lost;
  private final OutputStream out;
  private final Utf8Buffer line = new Utf8Buffer(4096);
  private final PlainJson plainJson = new PlainJson();

  Lines(OutputStream out) {
    this.out = out;
  }

  void print(TableId table, Change change) {
    begin(table);
    end(change);
  }

  void print(TableId table, TargetTable target, Change change) {
    begin(table, target);
    end(change);
  }

  void printLoaded(TableId table, TargetTable target, Item item, Instant exportTime) {
    begin(table, target);
    text("op", "load");
    end(exportTime, "item", item);
  }

  private void begin(TableId table) {
    line.clear();
    line.put("{\"table\":");
    JsonString.quote(table.table(), line);
  }

  private void begin(TableId table, TargetTable target) {
    begin(table);
    if (!target.route().equals(Route.ALL)) {
      text("target", target.name());
    }
  }

  private void end(Change change) {
    Origin origin = change.origin();
    String op =
        switch (change) {
          case Change.Upsert c -> "upsert";
          case Change.Delete c -> c.expired() ? "expire" : "delete";
        };
    text("op", op);
    text("sequence", origin.sequence().toString());
    end(origin.committedAt(), change instanceof Change.Upsert ? "item" : "key", change.item());
  }

  private void text(String name, String value) {
    line.put(",\"").put(name).put("\":");
    JsonString.quote(value, line);
  }

  private void end(Instant committedAt, String name, Item item) {
    text("committed_at", committedAt.toString());
    line.put(",\"").put(name).put("\":");
    plainJson.appendItem(item, line);
    line.put("}\n");
    try {
      out.write(line.array(), 0, line.length());
    } catch (IOException e) {
      throw lost(e);
    }
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Whether what read the lines is gone. A pipe that is broken stays so. */
  boolean areLost() {
    return lost;
  }

  private SinkException lost(IOException e) {
    lost = true;
    return new SinkException.Rejected(
        "standard output: can't be written to (%s); is what reads it gone?"
            .formatted(e.getMessage()),
        e);
  }
}
