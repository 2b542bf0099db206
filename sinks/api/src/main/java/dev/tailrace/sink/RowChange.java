package dev.tailrace.sink;

import dev.tailrace.item.ItemKey;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Expiry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a change does to the rows of one target table, by its options and its route.
 *
 * @param first whether no earlier one of the same list has its key
 * @param validTo with a history: when the next of the same list with its key was committed; empty
 *     for the last. Without a history always empty.
 */
public record RowChange(Change change, Kind kind, boolean first, Optional<Instant> validTo) {
  /** What happens to the rows. */
  public enum Kind {
    /**
     * The item's row is now this one. With a history the open row is closed, and this one added.
     */
    PUT,
    /** The item has no row. With a history its open row is closed. */
    REMOVE,
    /**
     * The item's row is marked as deleted and else as it was; without one, a row of the key alone
     * is added. With a history the open row is closed, and a row of the key alone added.
     */
    MARK
  }

  /**
   * What {@code changes}, which are in order, do to {@code target}: those that its options ignore
   * and those of other routes are left out. Of each key the last, in the order of the keys' first;
   * with a history all, in their order.
   */
  public static List<RowChange> of(TargetTable target, List<Change> changes) {
    List<RowChange> effective = new ArrayList<>();
    for (Change change : changes) {
      Optional<Change> routed = target.route().apply(change, target.key());
      routed
          .flatMap(c -> kind(target.options(), change, c))
          .ifPresent(k -> effective.add(new RowChange(routed.get(), k, true, Optional.empty())));
    }
    return target.options().history() ? versions(effective) : last(effective);
  }

  /** An item that took another route leaves no row behind, whatever becomes of deleted ones. */
  private static Optional<Kind> kind(TableOptions options, Change before, Change routed) {
    return switch (routed) {
      case Change.Upsert c -> Optional.of(Kind.PUT);
      case Change.Delete c when before instanceof Change.Upsert -> Optional.of(Kind.REMOVE);
      case Change.Delete c ->
          switch (options.deletes(c.expired() ? Expiry.EXPIRED : Expiry.NOT_EXPIRED)) {
            case HARD -> Optional.of(Kind.REMOVE);
            case SOFT -> Optional.of(Kind.MARK);
            case IGNORE -> Optional.empty();
          };
    };
  }

  private static List<RowChange> last(List<RowChange> effective) {
    Map<ItemKey, RowChange> last = new LinkedHashMap<>();
    effective.forEach(c -> last.put(c.change().key(), c));
    return List.copyOf(last.values());
  }

  private static List<RowChange> versions(List<RowChange> effective) {
    Map<ItemKey, Integer> latest = new HashMap<>();
    List<RowChange> versions = new ArrayList<>();
    for (RowChange change : effective) {
      Integer before = latest.put(change.change().key(), versions.size());
      versions.add(new RowChange(change.change(), change.kind(), before == null, Optional.empty()));
      if (before != null) {
        RowChange closed = versions.get(before);
        Instant to = change.change().origin().committedAt();
        versions.set(
            before, new RowChange(closed.change(), closed.kind(), closed.first(), Optional.of(to)));
      }
    }
    return List.copyOf(versions);
  }

  /** Whether it adds a row in a table with a history. */
  public boolean addsVersion() {
    return kind != Kind.REMOVE;
  }
}
