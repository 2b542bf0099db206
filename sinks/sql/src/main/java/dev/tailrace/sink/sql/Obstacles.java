package dev.tailrace.sink.sql;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for what would stop commits to a table's targets, and changes nothing. Works within the
 * session's transaction.
 */
public final class Obstacles {
  private final Session session;
  private final Engine engine;
  private final TableId table;
  private final Catalogue catalogue;

  /** For the targets of {@code table}. */
  public Obstacles(Session session, Engine engine, TableId table) {
    this.session = session;
    this.engine = engine;
    this.table = table;
    this.catalogue = new Catalogue(session, engine, table);
  }

  /**
   * What stands in the way, a message each.
   *
   * @param warehouse for people
   */
  public List<String> of(List<TargetTable> targets, String warehouse) throws SQLException {
    List<String> found = new ArrayList<>(twins(table, targets, engine.dialect()));
    boolean stored;
    try {
      stored = StateSchema.isThere(session, engine.dialect(), warehouse);
    } catch (SinkException.Rejected e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    boolean live =
        stored && new State(session, engine.dialect(), table).life(State.Lock.NONE).isLive();
    for (TargetTable target : targets) {
      TableName name = TableName.live(target, engine.dialect());
      TableName shadow = TableName.shadow(target, engine.dialect());
      taken(name, stored).ifPresent(found::add);
      taken(shadow, stored).ifPresent(found::add);
      if (live) {
        unfit(name, target).ifPresent(found::add);
      }
      if (stored) {
        unswappable(name, shadow, target).ifPresent(found::add);
      }
    }
    return found;
  }

  /** Targets of a table that are one table to the warehouse, a message each pair. */
  public static List<String> twins(TableId table, List<TargetTable> targets, Dialect dialect) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      for (int j = i + 1; j < targets.size(); j++) {
        if (isSame(targets.get(i), targets.get(j), dialect)) {
          found.add(
              "%s: the warehouse does not tell its targets %s and %s apart; give one of them another name"
                  .formatted(table, targets.get(i), targets.get(j)));
        }
      }
    }
    return found;
  }

  /** Whether two targets are one table to a warehouse. */
  public static boolean isSame(TargetTable one, TargetTable other, Dialect dialect) {
    return dialect.folded(one.schema()).equals(dialect.folded(other.schema()))
        && dialect.folded(one.name()).equals(dialect.folded(other.name()));
  }

  private Optional<String> taken(TableName name, boolean stored) throws SQLException {
    return catalogue.taken(name, stored ? catalogue.entry(name) : Optional.empty());
  }

  /** Why no shadow could take the live table's place, if so. */
  private Optional<String> unswappable(TableName name, TableName shadow, TargetTable target)
      throws SQLException {
    Optional<TableShape> before = catalogue.shape(name);
    if (before.isEmpty() || !catalogue.exists(name)) {
      return Optional.empty();
    }
    TableShape after = TableShape.ofKey(target.key(), target.options());
    try {
      engine.checkSwap(session, new Engine.Replacement(name, before.get(), shadow, after));
      return Optional.empty();
    } catch (SinkException.Rejected e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Why changes can't be merged into the live table, if so. */
  private Optional<String> unfit(TableName name, TargetTable target) throws SQLException {
    if (catalogue.entry(name).filter(e -> e.owner().equals(table)).isPresent()
        && !catalogue.exists(name)) {
      return Optional.of(
          "%s: table %s, which Tailrace made, is gone from the warehouse; ask for a new backfill with tailrace resync"
              .formatted(table, name));
    }
    try {
      catalogue.requiredShape(name, target);
      return Optional.empty();
    } catch (SinkException.Rejected e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
