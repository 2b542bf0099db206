package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.RowChange;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes items and changes as rows of a shape into a {@link RowFile}, and notes what the statements
 * that take the rows in have to know of them. Used by one thread.
 */
final class RowEncoder implements AutoCloseable {
  private static final Set<MetaColumn> ALL = EnumSet.noneOf(MetaColumn.class);
  private static final Set<MetaColumn> NO_DOCUMENT = EnumSet.of(MetaColumn.DOCUMENT);

  private final TableShape shape;
  private final Projector projector;
  private final ColumnBatch batch;
  private final MetadataWriter metadata;
  private final KeyBounds bounds;
  private final RowFile file = new RowFile();
  private final Set<RowChange.Kind> kinds = EnumSet.noneOf(RowChange.Kind.class);
  private boolean keysInOverflow;

  RowEncoder(TableShape shape, Instant syncedAt) {
    this.shape = shape;
    this.projector = new Projector(shape);
    this.batch = new ColumnBatch(shape, 1);
    this.metadata = new MetadataWriter(shape, syncedAt);
    this.bounds = new KeyBounds(shape);
  }

  TableShape shape() {
    return shape;
  }

  void add(List<RowChange> changes) {
    changes.forEach(this::add);
  }

  private void add(RowChange change) {
    project(change.change().item());
    metadata.write(batch, 0, change);
    kinds.add(change.kind());
    // Of a mark nothing but the key is known.
    boolean mark = change.kind() == RowChange.Kind.MARK;
    write(op(change.kind()), change.first(), mark ? NO_DOCUMENT : ALL);
  }

  /** Adds an item of a full export. */
  void addLoaded(Item item, long exportTimeMicros) {
    project(item);
    metadata.writeLoaded(batch, 0, exportTimeMicros);
    kinds.add(RowChange.Kind.PUT);
    write(op(RowChange.Kind.PUT), true, ALL);
  }

  private void project(Item item) {
    batch.clear();
    projector.add(item, batch);
  }

  private void write(String op, boolean first, Set<MetaColumn> without) {
    for (int i = 0; i < shape.keyColumns().size(); i++) {
      keysInOverflow |= batch.vector(i).isAbsent(0);
    }
    bounds.add(batch);
    file.begin().text(RowFile.OP, op);
    if (first) {
      file.json(RowFile.FIRST, new byte[] {'t', 'r', 'u', 'e'});
    }
    file.values(batch, 0, without).end();
  }

  /** How a staged row says what it does. */
  static String op(RowChange.Kind kind) {
    return switch (kind) {
      case PUT -> "p";
      case REMOVE -> "r";
      case MARK -> "m";
    };
  }

  /** The attributes met that have no column. */
  Map<String, ColumnType> unknown() {
    return projector.unknownAttributes();
  }

  /** How many values their columns could not hold. */
  long drifted() {
    return projector.drifted();
  }

  boolean has(RowChange.Kind kind) {
    return kinds.contains(kind);
  }

  /** Whether some row has a number in its key that no column holds. */
  boolean hasKeysInOverflow() {
    return keysInOverflow;
  }

  /** Between which values the rows' keys are. */
  KeyBounds bounds() {
    return bounds;
  }

  /** The rows; more may be added until it is finished. */
  RowFile file() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}
