package dev.tailrace.sink.postgres;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.Catalogue;
import dev.tailrace.sink.sql.Engine;
import dev.tailrace.sink.sql.Engine.Replacement;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A swap that keeps the live table and makes its rows those of the shadow. No reader waits for it:
 * until the COMMIT they see the rows from before.
 *
 * <p>Columns that are missing are added before, in a moment. A column of another type is replaced,
 * where nothing hangs on it: the new one is filled beside it and gets its name in the end, which
 * takes another moment. Where something does, numbers stay in the column as far as it holds them,
 * the rest of them in the overflow; values of another kind get a column of another name.
 *
 * <p>The shadow takes the live table's place only where nothing but privileges hangs on that, and
 * its rows are to be made of other things, or its columns to go or to be of other types.
 */
final class LiveSwap implements Engine.RowSwap {
  private final Session session;
  private final PostgresEngine engine;
  private final Catalogue catalogue;
  private final Replacement tables;
  private final NewColumns columns;

  private LiveSwap(
      Session session,
      PostgresEngine engine,
      Catalogue catalogue,
      Replacement tables,
      NewColumns columns) {
    this.session = session;
    this.engine = engine;
    this.catalogue = catalogue;
    this.tables = tables;
    this.columns = columns;
  }

  /** See {@link Engine#checkSwap}. */
  static void check(Session session, Replacement tables) throws SQLException {
    Attached attached = Attached.of(session, tables.live(), tables.before());
    if (!areAlike(tables) && !attached.isEmpty()) {
      throw new SinkException.Rejected(
          "table %s was made with %s and is to have %s, which takes another table, and this would be lost with it: %s; drop that and make it again after the swap, or choose another target"
              .formatted(tables.live(), rowsOf(tables.before()), rowsOf(tables.after()), attached));
    }
    checkPolicies(session, tables.live());
  }

  private static String rowsOf(TableShape shape) {
    return "the key %s and the options %s".formatted(shape.key(), shape.options().toText());
  }

  private static boolean areAlike(Replacement tables) {
    return tables.before().key().equals(tables.after().key())
        && tables.before().options().equals(tables.after().options());
  }

  /** Policies that hide rows from Tailrace would hide them from the swap as well. */
  private static void checkPolicies(Session session, TableName live) throws SQLException {
    boolean active =
        session
            .queryOne(
                r -> r.getBoolean(1),
                "SELECT row_security_active(c.oid) FROM pg_catalog.pg_class AS c"
                    + " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
                    + " WHERE n.nspname = ? AND c.relname = ?",
                live.schema(),
                live.name())
            .orElse(false);
    if (active) {
      throw new SinkException.Rejected(
          "table %s: row-level security hides rows from Tailrace's own role, so their changes would be lost; run ALTER TABLE %s NO FORCE ROW LEVEL SECURITY as its owner, or give the role BYPASSRLS"
              .formatted(live, live.sql()));
    }
  }

  /** See {@link Engine#rowSwap}. */
  static Optional<Engine.RowSwap> of(
      Session session, PostgresEngine engine, Catalogue catalogue, Replacement tables)
      throws SQLException {
    check(session, tables);
    Attached attached = Attached.of(session, tables.live(), tables.before());
    if (attached.isEmpty() && (!areAlike(tables) || wantsOtherColumns(tables))) {
      return Optional.empty();
    }
    NewColumns columns = NewColumns.of(session, tables, attached);
    if (!columns.haveRoom()) {
      if (attached.isEmpty()) {
        return Optional.empty();
      }
      throw new SinkException.Rejected(
          "table %s has no room for more columns: Postgres allows 1600, those that were dropped included; drop %s, resync, and make it again after the swap"
              .formatted(tables.live(), attached));
    }
    session.execute("SET LOCAL row_security = off");
    catalogue.widenLive(tables.live(), tables.before(), types(tables.after()));
    columns.add(engine);
    return Optional.of(new LiveSwap(session, engine, catalogue, tables, columns));
  }

  private static boolean wantsOtherColumns(Replacement tables) {
    return tables.before().columns().stream()
        .anyMatch(
            c ->
                tables
                    .after()
                    .column(c.attribute())
                    .filter(other -> Places.covers(c.type(), other.type()))
                    .isEmpty());
  }

  private static Map<String, ColumnType> types(TableShape shape) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (Column column : shape.columns()) {
      types.put(column.attribute(), column.type());
    }
    return types;
  }

  /** Refuses, now that nobody else has the table, to lose what was made since it was looked at. */
  static void checkStillBare(Session session, Replacement tables) throws SQLException {
    Attached attached = Attached.of(session, tables.live(), tables.before());
    if (!attached.isEmpty()) {
      String message =
          "table %s: the swap begins again, since this was made meanwhile: %s"
              .formatted(tables.live(), attached);
      throw new SinkException.Unavailable(message, new IllegalStateException(message));
    }
  }

  @Override
  public void run(TableShape shadow) throws SQLException {
    TableShape live = catalogue.shape(tables.live()).orElseThrow();
    TableShape filled = columns.whileFilled(live);
    DifferenceSql sql =
        new DifferenceSql(
            tables.live(),
            tables.shadow(),
            shadow,
            new Places(filled, shadow).values(columns.emptied()));
    for (String statement : sql.statements()) {
      session.execute(statement);
    }
    boolean same = session.queryOne(r -> r.getBoolean(1), sql.sameCount()).orElse(false);
    if (!same) {
      for (String statement : sql.all()) {
        session.execute(statement);
      }
    }
    catalogue.move(tables.live(), columns.inTheEnd(live, shadow));
    columns.rename(engine.moments());
  }
}
