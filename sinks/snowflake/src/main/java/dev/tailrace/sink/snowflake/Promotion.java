package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.ShapeSampler;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives columns to the attributes that loads met without one. A load puts them into the overflow
 * document, since several loads at once would have to agree on types; that document is DynamoDB
 * JSON itself, so projecting it through the wider shape moves the values exactly. This changes
 * nothing of what the table says, and is done in transactions of its own, before the commit that
 * wants it.
 */
final class Promotion {
  private static final Set<MetaColumn> WITHOUT = EnumSet.of(MetaColumn.DOCUMENT);

  private final Session session;
  private final TableId owner;
  private final Tables tables;

  Promotion(Session session, TableId owner) {
    this.session = session;
    this.owner = owner;
    this.tables = new Tables(session, owner);
  }

  /** Promotes all there is to promote in a shadow table. */
  void run(Entry shadow) throws SQLException {
    ShapeSampler sampler = new ShapeSampler();
    session.forEach(
        r -> sampler.add(Item.of(r.getString(1))),
        "SELECT TO_JSON(%1$s) FROM %2$s WHERE %1$s IS NOT NULL"
            .formatted(Sql.name(MetaColumn.OVERFLOW), shadow.table().sql()));
    tables.widen(shadow, sampler.types());
    StagingTable staging = session.staging();
    State state = new State(session, owner);
    try {
      Entry stored =
          state
              .lock()
              .entry(shadow.table())
              .orElseThrow(() -> new Again("the shadow table is gone"));
      move(stored, staging);
      state.put(stored.withColumnsMissing(false));
      state.commit(owner.toString());
    } finally {
      session.rollBack();
    }
  }

  private void move(Entry stored, StagingTable staging) throws SQLException {
    TableShape shape = stored.shape();
    try (Documents documents = new Documents(shape)) {
      session.forEach(documents::add, selectSql(stored));
      if (documents.file.rows() > 0) {
        staging.copy(documents.file.finish());
        session.execute(updateSql(stored, documents.promoted, staging));
      }
    }
  }

  private static String selectSql(Entry stored) {
    List<String> columns = new ArrayList<>();
    stored.shape().keyColumns().forEach(c -> columns.add(Sql.name(c.name())));
    columns.add(Sql.name(MetaColumn.SEQUENCE));
    columns.add(Sql.name(MetaColumn.COMMITTED_AT));
    String overflow = Sql.name(MetaColumn.OVERFLOW);
    return "SELECT TO_JSON(%1$s), %2$s FROM %3$s WHERE %1$s IS NOT NULL"
        .formatted(overflow, String.join(", ", columns), stored.table().sql());
  }

  static String updateSql(Entry stored, Set<String> promoted, StagingTable staging) {
    List<String> sets = new ArrayList<>();
    sets.add("%1$s = s.%1$s".formatted(Sql.name(MetaColumn.OVERFLOW)));
    promoted.forEach(c -> sets.add("%1$s = COALESCE(s.%1$s, t.%1$s)".formatted(Sql.name(c))));
    return "UPDATE %1$s AS t SET %2$s FROM %3$s AS s WHERE %4$s AND t.%5$s = s.%5$s AND EQUAL_NULL(t.%6$s, s.%6$s)"
        .formatted(
            stored.table().sql(),
            String.join(", ", sets),
            staging.rows(stored.shape()),
            MergeSql.sameKey(stored.shape(), true),
            Sql.name(MetaColumn.COMMITTED_AT),
            Sql.name(MetaColumn.SEQUENCE));
  }

  /** Overflow documents as staged rows: what tells the row, and what it has anew. */
  private static final class Documents implements AutoCloseable {
    private final TableShape shape;
    private final int keys;
    private final Projector projector;
    private final ColumnBatch batch;
    private final RowFile file = new RowFile();
    private final Set<String> promoted = new TreeSet<>();

    Documents(TableShape shape) {
      this.shape = shape;
      this.keys = shape.keyColumns().size();
      this.projector = new Projector(shape);
      this.batch = new ColumnBatch(shape, 1);
    }

    void add(ResultSet row) throws SQLException {
      batch.clear();
      projector.add(Item.of(row.getString(1)), batch);
      boolean any = false;
      for (int i = keys; i < shape.columns().size(); i++) {
        if (!batch.vector(i).isAbsent(0)) {
          promoted.add(shape.columns().get(i).name());
          any = true;
        }
      }
      if (any) {
        identify(row);
        file.begin().values(batch, 0, WITHOUT).end();
      }
    }

    private void identify(ResultSet row) throws SQLException {
      for (int i = 0; i < keys; i++) {
        Column column = shape.keyColumns().get(i);
        if (row.getObject(i + 2) != null) {
          setKey(column.type(), batch.vector(i), row, i + 2);
        }
      }
      String sequence = row.getString(keys + 2);
      if (sequence != null) {
        ((ColumnVector.ByteArrays) batch.vector(MetaColumn.SEQUENCE))
            .set(0, sequence.getBytes(StandardCharsets.UTF_8));
      }
      ((ColumnVector.Longs) batch.vector(MetaColumn.COMMITTED_AT))
          .set(0, MetadataWriter.micros(row.getTimestamp(keys + 3).toInstant()));
    }

    private static void setKey(ColumnType type, ColumnVector vector, ResultSet row, int index)
        throws SQLException {
      switch (vector) {
        case ColumnVector.Decimals decimals -> decimals.set(0, row.getBigDecimal(index));
        case ColumnVector.Longs longs -> longs.set(0, row.getLong(index));
        case ColumnVector.ByteArrays arrays ->
            arrays.set(
                0,
                type instanceof ColumnType.Bytes
                    ? row.getBytes(index)
                    : row.getString(index).getBytes(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
