package dev.tailrace.demo;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param differences the first of them, each with key, attribute and both values; empty when equal
 */
record Verdict(String table, int sourceItems, int targetRows, int equal, List<String> differences) {
  Verdict {
    differences = List.copyOf(differences);
  }

  boolean isEqual() {
    return differences.isEmpty() && equal == sourceItems && equal == targetRows;
  }
}
