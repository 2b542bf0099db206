package dev.tailrace.simulator;

import dev.tailrace.sink.LifeRow;
import java.util.HashMap;
import java.util.Map;

/** What the protocol stores of a table's life, as people can read it. */
record StoredLife(Map<String, String> fields) {
  static StoredLife of(LifeRow row) {
    Map<String, String> fields = new HashMap<>();
    for (String line : row.document().lines().toList()) {
      int colon = line.indexOf(": ");
      fields.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return new StoredLife(fields);
  }

  /** The beginning of the window that a repair takes in; empty text when none is under way. */
  String repairFrom() {
    return fields.getOrDefault("repair-from", "");
  }

  String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new Violation("the stored life lacks " + name + ": " + fields);
    }
    return value;
  }
}
