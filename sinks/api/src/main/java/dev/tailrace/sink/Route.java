package dev.tailrace.sink;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Which items of a source table belong into one of its several target tables: those that this
 * target's rule is the first to match, or, for the target without a rule, those that no rule does.
 *
 * @param rules of all targets, in their order
 * @param index this target's rule; the number of rules for the target of the rest
 */
public record Route(List<Rule> rules, int index) {
  /** The only target. */
  public static final Route ALL = new Route(List.of(), 0);

  /** Copies the list. */
  public Route {
    rules = List.copyOf(rules);
    if (index < 0 || index > rules.size()) {
      throw new IllegalArgumentException("no such rule: " + index);
    }
  }

  /**
   * Matches items by the text of one attribute, an S.
   *
   * @param attribute its name
   * @param match what the text is compared with
   * @param prefix whether it has to begin with {@code match}, or else to be it
   */
  public record Rule(String attribute, String match, boolean prefix) {
    boolean matches(ItemCursor cursor) {
      String text = new String(cursor.utf8(), StandardCharsets.UTF_8);
      return prefix ? text.startsWith(match) : text.equals(match);
    }
  }

  /** Whether the item belongs here. */
  public boolean takes(Item item) {
    if (rules.isEmpty()) {
      return true;
    }
    boolean[] matched = new boolean[rules.size()];
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    while (cursor.next()) {
      if (cursor.type() == dev.tailrace.item.AttributeType.S) {
        for (int i = 0; i < matched.length; i++) {
          Rule rule = rules.get(i);
          matched[i] |=
              cursor.nameIs(rule.attribute().getBytes(StandardCharsets.UTF_8))
                  && rule.matches(cursor);
        }
      }
    }
    int first = 0;
    while (first < matched.length && !matched[first]) {
      first++;
    }
    return first == index;
  }

  /**
   * What a change means for this target: the change itself, the delete of an item that belongs
   * elsewhere now, or nothing where it can never have belonged here.
   */
  public Optional<Change> apply(Change change, KeySchema key) {
    if (rules.isEmpty()) {
      return Optional.of(change);
    }
    boolean byKey = rules.stream().allMatch(r -> key.contains(r.attribute()));
    return switch (change) {
      case Change.Delete c -> byKey && !takes(c.item()) ? Optional.empty() : Optional.of(c);
      case Change.Upsert c when takes(c.item()) -> Optional.of(c);
      case Change.Upsert c when byKey -> Optional.empty();
      case Change.Upsert c ->
          Optional.of(new Change.Delete(c.key(), keysOf(key, c.item()), c.origin(), false));
    };
  }

  /** The key attributes of an item. */
  private static Item keysOf(KeySchema key, Item item) {
    Utf8Buffer out = new Utf8Buffer(128);
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    out.put('{');
    while (cursor.next()) {
      if (key.contains(cursor.name())) {
        if (out.length() > 1) {
          out.put(',');
        }
        out.put('"').put(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()).put("\":{\"");
        out.put(cursor.type().name()).put("\":\"");
        out.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo()).put("\"}");
      }
    }
    return Item.copyOf(out.put('}'));
  }
}
