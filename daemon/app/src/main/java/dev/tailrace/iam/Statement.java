package dev.tailrace.iam;

import java.util.List;

/**
 * A statement of a policy that allows something.
 *
 * @param sid why it is there
 * @param actions with their services' prefixes
 * @param resources ARNs, or * where AWS knows no others
 */
public record Statement(String sid, List<String> actions, List<String> resources) {
  /** Copies the lists. */
  public Statement {
    actions = List.copyOf(actions);
    resources = List.copyOf(resources);
  }
}
