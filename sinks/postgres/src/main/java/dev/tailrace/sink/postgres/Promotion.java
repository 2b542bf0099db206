package dev.tailrace.sink.postgres;

import dev.tailrace.item.Item;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.copy.CopyIn;

/**
 * Gives columns to the attributes that loads met without one. A load puts them into the overflow
 * document, since several loads at once can't widen a table they all append to; that document is
 * DynamoDB JSON itself, so projecting it through the wider shape moves the values exactly. The
 * caller has the life row locked alone, so that no load ends meanwhile.
 */
final class Promotion {
  /** Up to so many columns a row fits its page whatever they hold; see {@link RowFit}. */
  private static final int MOST_COLUMNS = 300;

  private static final int PAGE_BYTES = 8 << 20;
  private static final String OVERFLOW = Sql.name(MetaColumn.OVERFLOW.columnName());
  private static final String TABLE = "pg_temp.tailrace_promoted";
  private static final String ROW = Sql.name(MetaColumn.PREFIX + "row");

  private final Session session;
  private final Catalogue catalogue;
  private final TableName table;

  Promotion(Session session, Catalogue catalogue, TableName table) {
    this.session = session;
    this.catalogue = catalogue;
    this.table = table;
  }

  /** Promotes what there is to promote and returns the shape the table then has. */
  TableShape run(TableShape shape) throws SQLException {
    if (catalogue.entry(table).filter(Catalogue.Entry::columnsMissing).isEmpty()
        || shape.columns().size() >= MOST_COLUMNS) {
      return shape;
    }
    catalogue.noteColumnsMissing(table, false);
    TableShape wider = catalogue.widen(table, shape, unknown(shape));
    if (wider.equals(shape)) {
      return shape;
    }
    move(shape.columns().size(), wider);
    return wider;
  }

  private Map<String, ColumnType> unknown(TableShape shape) throws SQLException {
    ShapeSampler sampler = new ShapeSampler();
    session.forEach(
        r -> sampler.add(Item.of(r.getString(1))),
        "SELECT %1$s FROM %2$s WHERE %1$s IS NOT NULL".formatted(OVERFLOW, table.sql()));
    Map<String, ColumnType> types = new LinkedHashMap<>();
    sampler
        .types()
        .forEach(
            (attribute, type) -> {
              if (shape.column(attribute).isEmpty()
                  && shape.columns().size() + types.size() < MOST_COLUMNS) {
                types.put(attribute, type);
              }
            });
    return types;
  }

  private void move(int firstNew, TableShape wider) throws SQLException {
    List<Column> added = wider.columns().subList(firstNew, wider.columns().size());
    session.execute(createSql(added));
    Documents documents = new Documents(wider, firstNew);
    session.forEach(
        r -> {
          documents.add(r.getString(1), Item.of(r.getString(2)));
          if (documents.out.length() >= PAGE_BYTES) {
            copy(documents.out);
          }
        },
        "SELECT ctid::text, %1$s FROM %2$s WHERE %1$s IS NOT NULL"
            .formatted(OVERFLOW, table.sql()));
    copy(documents.out);
    session.execute(updateSql(table, added));
    session.execute("DROP TABLE " + TABLE);
  }

  private void copy(Utf8Buffer out) throws SQLException {
    CopyIn copy = session.copyIn("COPY " + TABLE + " FROM STDIN");
    copy.writeToCopy(out.array(), 0, out.length());
    copy.endCopy();
    out.clear();
  }

  static String createSql(List<Column> added) {
    return "CREATE TEMPORARY TABLE tailrace_promoted (%s tid, %s text, %s) ON COMMIT DROP"
        .formatted(
            ROW,
            OVERFLOW,
            added.stream()
                .map(c -> Sql.name(c.name()) + " " + Sql.type(c.type()))
                .collect(Collectors.joining(", ")));
  }

  static String updateSql(TableName table, List<Column> added) {
    List<String> sets = new ArrayList<>();
    sets.add("%1$s = s.%1$s".formatted(OVERFLOW));
    added.forEach(c -> sets.add("%1$s = s.%1$s".formatted(Sql.name(c.name()))));
    return "UPDATE %s AS t SET %s FROM %s AS s WHERE t.ctid = s.%s"
        .formatted(table.sql(), String.join(", ", sets), TABLE, ROW);
  }

  /** Overflow documents as rows of the temporary table. */
  private static final class Documents {
    private final TableShape wider;
    private final int firstNew;
    private final Projector projector;
    private final ColumnBatch batch;
    private final RowFit fit;
    private final Overflow rest;
    private final Utf8Buffer out = new Utf8Buffer(1 << 16);
    private final CopyText text = new CopyText(out);

    Documents(TableShape wider, int firstNew) {
      this.wider = wider;
      this.firstNew = firstNew;
      this.projector = new Projector(wider);
      this.batch = new ColumnBatch(wider, 1);
      this.fit = new RowFit(wider);
      this.rest = new Overflow(wider.key());
    }

    /** Writes a row when the document has something for the new columns. */
    void add(String rowId, Item document) {
      batch.clear();
      projector.add(document, batch);
      fit.look(batch);
      Set<String> promoted = new HashSet<>();
      for (int i = firstNew; i < wider.columns().size(); i++) {
        if (isPromoted(i)) {
          promoted.add(wider.columns().get(i).attribute());
        }
      }
      if (promoted.isEmpty()) {
        return;
      }
      rest.write(document.bytes(), document.from(), document.to(), a -> !promoted.contains(a));
      text.put(rowId);
      Utf8Buffer left = rest.document();
      if (left.length() > 2) {
        text.putText(left.array(), 0, left.length());
      } else {
        text.putNull();
      }
      for (int i = firstNew; i < wider.columns().size(); i++) {
        if (isPromoted(i)) {
          text.put(wider.columns().get(i).type(), batch.vector(i), 0);
        } else {
          text.putNull();
        }
      }
      text.endRow();
    }

    private boolean isPromoted(int column) {
      return !batch.vector(column).isAbsent(0) && !fit.isMoved(column);
    }
  }
}
