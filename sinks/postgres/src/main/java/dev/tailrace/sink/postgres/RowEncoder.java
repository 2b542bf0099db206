package dev.tailrace.sink.postgres;

import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.RowProjector;
import dev.tailrace.sink.sql.StagedRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Projects items into a shape and writes them as COPY text of a staging table. */
final class RowEncoder {
  private final TableShape shape;
  private final RowProjector projector;
  private final ColumnBatch batch;
  private final RowFit fit;
  private final Overflow overflow;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final CopyText text;

  /** Appends to {@code out}, from which the caller takes the rows. */
  RowEncoder(TableShape shape, StagedRows rows, Utf8Buffer out) {
    this.shape = shape;
    this.projector = new RowProjector(shape, rows);
    this.batch = new ColumnBatch(shape, 1);
    this.fit = new RowFit(shape);
    this.overflow = new Overflow(shape.key());
    this.text = new CopyText(out);
    for (int i = 0; i < shape.columns().size(); i++) {
      indexes.put(shape.columns().get(i).attribute(), i);
    }
  }

  /** What the rows written so far are known by. */
  RowProjector projector() {
    return projector;
  }

  /**
   * Writes the next row; false when there is none.
   *
   * @throws dev.tailrace.item.MalformedItemException when an item is not DynamoDB JSON or lacks its
   *     key; what was written so far is not to be used then
   */
  boolean next() {
    batch.clear();
    if (!projector.next(batch)) {
      return false;
    }
    StagedRows rows = projector.rows();
    boolean rewritten = fit.look(batch) || projector.isKeyAbsent();
    if (rewritten) {
      projector.noteMoved(fit.movedValues());
      overflow.write(rows.item(), this::goesToOverflow);
      if (!overflow.isKeyAllInColumns()) {
        projector.noteKeyInOverflow();
      }
    }
    putColumns();
    for (MetaColumn column : shape.metadata()) {
      putMetadata(column, rewritten);
    }
    text.put(rows.kind().name());
    text.put(rows.isFirst());
    text.endRow();
    return true;
  }

  private boolean goesToOverflow(String attribute) {
    Integer index = indexes.get(attribute);
    return index == null
        ? shape.options().hasAttributeColumns() || fit.isDocumentMoved()
        : fit.isMoved(index) || batch.vector(index).isAbsent(0);
  }

  private void putColumns() {
    List<Column> columns = shape.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (fit.isMoved(i)) {
        text.putNull();
      } else {
        text.put(columns.get(i).type(), batch.vector(i), 0);
      }
    }
  }

  private void putMetadata(MetaColumn column, boolean rewritten) {
    if (column == MetaColumn.OVERFLOW && rewritten) {
      Utf8Buffer document = overflow.document();
      if (document.length() > 2) {
        text.putText(document.array(), 0, document.length());
      } else {
        text.putNull();
      }
    } else if (column == MetaColumn.DOCUMENT && fit.isDocumentMoved()) {
      text.putNull();
    } else {
      text.put(column.type(), batch.vector(column), 0);
    }
  }
}
