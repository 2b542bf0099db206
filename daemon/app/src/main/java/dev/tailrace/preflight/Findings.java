package dev.tailrace.preflight;

import dev.tailrace.preflight.Finding.Kind;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that a preflight finds, in the order of looking. For one thread. */
public final class Findings {
  private final List<Finding> found = new ArrayList<>();
  private final List<String> inOrder = new ArrayList<>();

  /** Collects nothing yet. */
  public Findings() {}

  /** Notes a finding; the same one is noted once. */
  public void add(Kind kind, String message) {
    Finding finding = new Finding(kind, message);
    if (!found.contains(finding)) {
      found.add(finding);
    }
  }

  /** Notes something that is as it should be. */
  public void ok(String message) {
    inOrder.add(message);
  }

  void add(AwsTrouble trouble) {
    add(trouble.kind().passes() ? Kind.UNKNOWN : Kind.PRECONDITION, trouble.message());
  }

  /** What is wrong or could not be looked at. */
  public List<Finding> found() {
    return List.copyOf(found);
  }

  /** What is as it should be. */
  public List<String> inOrder() {
    return List.copyOf(inOrder);
  }
}
