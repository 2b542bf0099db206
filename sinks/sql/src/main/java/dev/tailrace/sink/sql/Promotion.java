package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableShape;
import dev.tailrace.projection.Widening;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives columns to the attributes that loads met without one, and wider ones to numbers that did
 * not fit theirs. A load puts them into the overflow document, since several loads at once can't
 * widen a table they all append to; that document is DynamoDB JSON itself, so projecting it, with
 * the row's key, through the wider shape moves the values exactly. No load ends meanwhile. With a
 * history this concerns open versions, since loads make no others.
 */
final class Promotion {
  private final Session session;
  private final Engine engine;
  private final Catalogue catalogue;
  private final TableName table;

  Promotion(Session session, Engine engine, Catalogue catalogue, TableName table) {
    this.session = session;
    this.engine = engine;
    this.catalogue = catalogue;
    this.table = table;
  }

  /** Promotes what there is to promote and returns the shape the table then has. */
  TableShape run(TableShape shape) throws SQLException {
    if (shape.columns().size() >= engine.dialect().mostPromotedColumns()
        || !shape.options().hasAttributeColumns()) {
      return shape;
    }
    ShapeSampler sampler = new ShapeSampler();
    Widening widening = new Widening(shape);
    sample(shape, sampler, widening);
    Map<String, ColumnType> retyped = widening.types();
    TableShape wider =
        catalogue.retype(table, catalogue.widen(table, shape, unknown(shape, sampler)), retyped);
    if (!wider.equals(shape)) {
      move(shape, wider, retyped.keySet());
    }
    return wider;
  }

  private void sample(TableShape shape, ShapeSampler sampler, Widening widening)
      throws SQLException {
    String overflow = Sql.name(MetaColumn.OVERFLOW);
    engine.forEachPage(
        session,
        new Engine.Scan(overflow, withOverflow(shape), "", weight(), List.of()),
        r -> Item.of(r.getString(1)),
        page ->
            page.forEach(
                document -> {
                  sampler.add(document);
                  widening.add(document);
                }));
  }

  private Map<String, ColumnType> unknown(TableShape shape, ShapeSampler sampler) {
    int room = engine.dialect().mostPromotedColumns() - shape.columns().size();
    Map<String, ColumnType> types = new LinkedHashMap<>();
    sampler
        .types()
        .forEach(
            (attribute, type) -> {
              if (shape.column(attribute).isEmpty() && types.size() < room) {
                types.put(attribute, type);
              }
            });
    return types;
  }

  private String withOverflow(TableShape shape) {
    String open =
        shape.options().history() ? " AND " + Sql.name(MetaColumn.VALID_TO) + " IS NULL" : "";
    return "%s WHERE %s IS NOT NULL%s".formatted(table.sql(), Sql.name(MetaColumn.OVERFLOW), open);
  }

  private static String weight() {
    return "length(" + Sql.name(MetaColumn.OVERFLOW) + ") + 256";
  }

  private void move(TableShape shape, TableShape wider, Set<String> retyped) throws SQLException {
    KeyReader reader = new KeyReader(shape);
    int firstNew = shape.columns().size();
    Set<String> promoted = new HashSet<>(retyped);
    for (Column column : wider.columns().subList(firstNew, wider.columns().size())) {
      promoted.add(column.attribute());
    }
    engine.forEachPage(
        session,
        new Engine.Scan(reader.columns(), withOverflow(shape), "", weight(), List.of()),
        r -> joined(reader.key(r), Item.of(reader.overflow(r).orElseThrow()), promoted),
        page -> move(page.stream().filter(i -> i.length() > 0).toList(), firstNew, wider, retyped));
  }

  private void move(List<Item> documents, int firstNew, TableShape wider, Set<String> retyped)
      throws SQLException {
    if (documents.isEmpty()) {
      return;
    }
    Staged staged = engine.stage(session, wider, new DocumentRows(documents));
    for (String statement :
        new MergeSql(engine.dialect(), table, staged).promote(firstNew, retyped)) {
      session.execute(statement);
    }
    engine.unstage(session, staged);
  }

  /** The key and what is in the overflow beside it; empty when nothing of it is promoted. */
  private static Item joined(Item key, Item overflow, Set<String> promoted) {
    List<String> ofKey = new ArrayList<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(key);
    while (cursor.next()) {
      ofKey.add(cursor.name());
    }
    Utf8Buffer out = new Utf8Buffer(key.length() + overflow.length());
    out.put(key.bytes(), key.from(), key.to() - 1);
    boolean concerned = false;
    cursor.overMap(overflow);
    while (cursor.next()) {
      if (!ofKey.contains(cursor.name())) {
        concerned |= promoted.contains(cursor.name());
        append(cursor, out);
      }
    }
    out.put('}');
    return concerned ? Item.copyOf(out) : Item.slice(key.bytes(), key.from(), key.from());
  }

  private static void append(ItemCursor cursor, Utf8Buffer out) {
    boolean quoted =
        switch (cursor.type()) {
          case S, N, B -> true;
          case BOOL, NULL, M, L, SS, NS, BS -> false;
        };
    out.put(",\"").put(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()).put("\":{\"");
    out.put(cursor.type().name()).put(quoted ? "\":\"" : "\":");
    out.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo()).put(quoted ? "\"}" : "}");
  }
}
