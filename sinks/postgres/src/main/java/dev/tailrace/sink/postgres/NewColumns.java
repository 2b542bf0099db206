package dev.tailrace.sink.postgres;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Engine.Replacement;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The columns that a live table gets for attributes whose column there is of another type. */
final class NewColumns {
  /** Before the name of a column that a new one is filled for. */
  private static final String BESIDE = MetaColumn.PREFIX + "next_";

  private final Session session;
  private final TableName live;
  private final List<NewColumn> columns;
  private final boolean haveRoom;

  private NewColumns(Session session, TableName live, List<NewColumn> columns, boolean haveRoom) {
    this.session = session;
    this.live = live;
    this.columns = columns;
    this.haveRoom = haveRoom;
  }

  /**
   * One of them.
   *
   * @param old the column that the attribute has
   * @param next the column that it gets
   * @param replaces whether the new one takes the place and the name of the old
   */
  private record NewColumn(Column old, Column next, boolean replaces) {
    Column inTheEnd() {
      return replaces ? new Column(next.attribute(), old.name(), next.type(), next.byHand()) : next;
    }
  }

  static NewColumns of(Session session, Replacement tables, Attached attached) throws SQLException {
    Set<String> taken = new TreeSet<>();
    List<String> there = Attached.columns(session, tables.live());
    there.forEach(c -> taken.add(folded(c)));
    tables.after().columns().forEach(c -> taken.add(folded(c.name())));
    List<NewColumn> columns = new ArrayList<>();
    int missing = 0;
    for (Column wanted : tables.after().columns()) {
      Optional<Column> old = tables.before().column(wanted.attribute());
      if (old.isEmpty()) {
        missing++;
      } else if (!Places.covers(old.get().type(), wanted.type())) {
        boolean hangs = attached.concerns(old.get().name());
        if (!hangs || !Places.areNumbers(old.get().type(), wanted.type())) {
          String name =
              hangs ? free(old.get().name(), taken) : Names.fitted(BESIDE + old.get().name());
          Column next = new Column(wanted.attribute(), name, wanted.type(), wanted.byHand());
          columns.add(new NewColumn(old.get(), next, !hangs));
        }
      }
    }
    boolean room =
        lastNumber(session, tables.live()) + missing + columns.size()
                <= PostgresDialect.MOST_COLUMNS
            && tables.before().columns().size() + missing
                <= PostgresDialect.mostColumns(tables.before());
    return new NewColumns(session, tables.live(), columns, room);
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; !taken.add(folded(free)); i++) {
      free = Names.fitted(name + "_" + i);
    }
    return free;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The number of the last column that the table ever had. */
  private static int lastNumber(Session session, TableName table) throws SQLException {
    return session
        .queryOne(
            r -> r.getInt(1),
            "SELECT max(a.attnum) FROM pg_catalog.pg_attribute AS a"
                + " JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid"
                + " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = ? AND c.relname = ?",
            table.schema(),
            table.name())
        .orElse(0);
  }

  /** Whether the table can have them, and those that it has none for yet. */
  boolean haveRoom() {
    return haveRoom;
  }

  /** Adds them, for good, which keeps readers waiting for a moment. */
  void add(PostgresEngine engine) throws SQLException {
    if (!columns.isEmpty()) {
      List<Column> added = columns.stream().map(NewColumn::next).toList();
      engine.apart(
          session,
          other -> {
            for (Column column : added) {
              // Of a swap that did not come to its end.
              other.execute(
                  "ALTER TABLE %s DROP COLUMN IF EXISTS %s"
                      .formatted(live.sql(), Sql.name(column.name())));
            }
            for (String statement : engine.dialect().addColumns(live, added)) {
              other.execute(statement);
            }
          });
    }
  }

  /** The columns of the table while rows are written. */
  TableShape whileFilled(TableShape shape) {
    List<Column> filled =
        shape.columns().stream()
            .map(
                c ->
                    columns.stream()
                        .filter(n -> n.old().attribute().equals(c.attribute()))
                        .findFirst()
                        .map(NewColumn::next)
                        .orElse(c))
            .toList();
    return new TableShape(shape.key(), filled, shape.options());
  }

  /** Those columns that stay and hold nothing any more. */
  List<Column> emptied() {
    return columns.stream().filter(n -> !n.replaces()).map(NewColumn::old).toList();
  }

  /** The columns that the catalogue must know otherwise than before. */
  List<Column> inTheEnd(TableShape shape, TableShape shadow) {
    List<Column> all = new ArrayList<>(columns.stream().map(NewColumn::inTheEnd).toList());
    for (Column column : shape.columns()) {
      shadow
          .column(column.attribute())
          .filter(s -> s.type().equals(column.type()) && s.byHand() != column.byHand())
          .ifPresent(s -> all.add(new Column(s.attribute(), column.name(), s.type(), s.byHand())));
    }
    return all;
  }

  /** Gives those that replace others their names. */
  void rename(Moments moments) throws SQLException {
    List<NewColumn> replacing = columns.stream().filter(NewColumn::replaces).toList();
    if (replacing.isEmpty()) {
      return;
    }
    moments.within(
        session,
        s -> {
          for (NewColumn column : replacing) {
            String old = Sql.name(column.old().name());
            s.execute("ALTER TABLE %s DROP COLUMN %s".formatted(live.sql(), old));
            s.execute(
                "ALTER TABLE %s RENAME COLUMN %s TO %s"
                    .formatted(live.sql(), Sql.name(column.next().name()), old));
          }
        });
  }
}
