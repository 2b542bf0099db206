package dev.tailrace.sink.duckdb;

import dev.tailrace.item.Item;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives columns to the attributes that loads met without one. A load puts them into the overflow
 * document, since several loads at once can't widen a table they all append to; that document is
 * DynamoDB JSON itself, so projecting it through the wider shape moves the values exactly.
 */
final class Promotion {
  private static final String OVERFLOW = Sql.name(MetaColumn.OVERFLOW.columnName());

  private static final String HIDDEN = MetaColumn.PREFIX + "attribute_rowid";

  private final Session session;
  private final TableName table;

  Promotion(Session session, TableName table) {
    this.session = session;
    this.table = table;
  }

  /** A row of the table by its number, and its overflow document. */
  private record Overflow(long rowId, Item document) {}

  /** Promotes what there is to promote and returns the shape the table then has. */
  TableShape run(Catalogue catalogue, TableShape shape) throws SQLException {
    List<String> unknown = unknown();
    if (unknown.isEmpty()) {
      return shape;
    }
    String names = unknown.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
    String rows =
        "SELECT rowid AS id, strlen("
            + OVERFLOW
            + ") + 256 AS weight FROM "
            + table.sql()
            + " WHERE list_has_any(json_keys("
            + OVERFLOW
            + "), "
            + names
            + ")";
    hide(shape.columns());
    try (Pages pages = new Pages(session, rows)) {
      List<Pages.Page> all = pages.all();
      TableShape wider = catalogue.widen(table, shape, sample(all, Set.copyOf(unknown)));
      hide(wider.columns().subList(shape.columns().size(), wider.columns().size()));
      for (Pages.Page page : all) {
        move(read(page), shape, wider);
      }
      unhide(wider.columns());
      return wider;
    }
  }

  /** A column of the name rowid hides the number of the row, so it has to step aside. */
  private void hide(List<Column> columns) throws SQLException {
    for (Column column : columns) {
      if (isRowId(column)) {
        rename(column.name(), HIDDEN);
      }
    }
  }

  private void unhide(List<Column> columns) throws SQLException {
    for (Column column : columns) {
      if (isRowId(column)) {
        rename(HIDDEN, column.name());
      }
    }
  }

  private void rename(String from, String to) throws SQLException {
    session.execute(
        "ALTER TABLE %s RENAME COLUMN %s TO %s"
            .formatted(table.sql(), Sql.name(from), Sql.name(to)));
  }

  private static boolean isRowId(Column column) {
    return column.name().equalsIgnoreCase("rowid");
  }

  private static String nameDuring(Column column) {
    return isRowId(column) ? HIDDEN : column.name();
  }

  private List<String> unknown() throws SQLException {
    return session.query(
        r -> r.getString(1),
        "SELECT DISTINCT attribute FROM (SELECT unnest(json_keys("
            + OVERFLOW
            + ")) AS attribute FROM "
            + table.sql()
            + " WHERE "
            + OVERFLOW
            + " IS NOT NULL) WHERE attribute NOT IN (SELECT attribute FROM tailrace.columns"
            + " WHERE schema_name = ? AND table_name = ?) ORDER BY attribute",
        table.schema(),
        table.name());
  }

  private Map<String, ColumnType> sample(List<Pages.Page> pages, Set<String> unknown)
      throws SQLException {
    ShapeSampler sampler = new ShapeSampler();
    for (Pages.Page page : pages) {
      read(page).forEach(o -> sampler.add(o.document()));
    }
    Map<String, ColumnType> types = sampler.types();
    types.keySet().retainAll(unknown);
    return types;
  }

  private List<Overflow> read(Pages.Page page) throws SQLException {
    return session.query(
        r -> new Overflow(r.getLong(1), Item.of(r.getString(2))),
        "SELECT t.rowid, t."
            + OVERFLOW
            + " FROM "
            + table.sql()
            + " AS t JOIN "
            + Pages.TABLE
            + " AS p ON t.rowid = p.id WHERE p.page = ? AND t.rowid BETWEEN ? AND ?",
        page.number(),
        page.first(),
        page.last());
  }

  private void move(List<Overflow> page, TableShape before, TableShape wider) throws SQLException {
    int firstNew = before.columns().size();
    Projector projector = new Projector(wider);
    List<Runs.Run> runs = new ArrayList<>();
    for (int from = 0; from < page.size(); from += RowSource.RUN_ROWS) {
      List<Overflow> part = page.subList(from, Math.min(page.size(), from + RowSource.RUN_ROWS));
      ColumnBatch batch = new ColumnBatch(wider, part.size());
      part.forEach(o -> projector.add(o.document(), batch));
      runs.add(new Runs.Run(part.size(), moved(batch, part, firstNew)));
    }
    List<ColumnType> types = new ArrayList<>();
    types.add(new ColumnType.Int64());
    types.add(MetaColumn.OVERFLOW.type());
    wider.columns().stream().skip(firstNew).forEach(c -> types.add(c.type()));
    try (RowFeed feed = session.feed(new Runs(types, runs))) {
      session.execute(updateSql(table, wider, firstNew, feed.sql()));
    }
  }

  private static List<ColumnVector> moved(ColumnBatch batch, List<Overflow> rows, int firstNew) {
    ColumnVector.Longs ids =
        (ColumnVector.Longs) ColumnVector.of(new ColumnType.Int64(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      ids.set(i, rows.get(i).rowId());
    }
    List<ColumnVector> vectors = new ArrayList<>();
    vectors.add(ids);
    vectors.add(batch.vector(MetaColumn.OVERFLOW));
    for (int i = firstNew; i < batch.shape().columns().size(); i++) {
      vectors.add(batch.vector(i));
    }
    return vectors;
  }

  static String updateSql(TableName table, TableShape wider, int firstNew, String from) {
    List<String> sets = new ArrayList<>();
    sets.add(OVERFLOW + " = " + Sql.carried(MetaColumn.OVERFLOW.type(), "s.c1"));
    for (int i = firstNew; i < wider.columns().size(); i++) {
      String carrier = "s.c" + (i - firstNew + 2);
      sets.add(
          Sql.name(nameDuring(wider.columns().get(i)))
              + " = "
              + Sql.carried(wider.columns().get(i).type(), carrier));
    }
    return "UPDATE %s AS t SET %s FROM %s AS s WHERE t.rowid = s.c0"
        .formatted(table.sql(), String.join(", ", sets), from);
  }
}
