package dev.tailrace.sink.sql;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts into a shadow table what an export can't know: rows of items that were deleted, and versions
 * from before.
 */
final class CarryOver {
  private final Session session;
  private final Engine engine;
  private final Catalogue catalogue;
  private final TableName live;
  private final TableName shadow;

  CarryOver(Session session, Engine engine, Catalogue catalogue, TableName live, TableName shadow) {
    this.session = session;
    this.engine = engine;
    this.catalogue = catalogue;
    this.live = live;
    this.shadow = shadow;
  }

  /**
   * Carries rows where both tables have the same key and options, and returns the shape that the
   * shadow then has.
   */
  TableShape run(TableShape from, TableShape to, Instant now) throws SQLException {
    TableOptions options = to.options();
    boolean alike = from.key().equals(to.key()) && from.options().equals(options);
    if (!alike || !keepsRows(options)) {
      return to;
    }
    TableShape wider = catalogue.widen(shadow, to, types(from));
    CarrySql sql = new CarrySql(engine.dialect(), live, from, shadow, wider);
    if (options.history()) {
      OffsetDateTime end = endOfMissing(sql).orElseGet(() -> now.atOffset(ZoneOffset.UTC));
      for (String statement : sql.versions()) {
        session.execute(statement, end);
      }
    } else {
      for (String statement : sql.rows()) {
        session.execute(statement);
      }
    }
    return wider;
  }

  private static boolean keepsRows(TableOptions options) {
    return options.history() || options.hasSoftDeletes() || options.deletes() == Deletes.IGNORE;
  }

  private static Map<String, ColumnType> types(TableShape shape) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (Column column : shape.columns()) {
      types.put(column.attribute(), column.type());
    }
    return types;
  }

  private Optional<OffsetDateTime> endOfMissing(CarrySql sql) throws SQLException {
    return session
        .query(r -> Optional.ofNullable(r.getObject(1, OffsetDateTime.class)), sql.endOfMissing())
        .getFirst();
  }
}
