package dev.tailrace.sink.postgres;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.SequenceNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Projects items into a shape and writes them as COPY text, in the columns of a {@link Staging}
 * table. Used by one thread.
 */
final class RowEncoder {
  private final TableShape shape;
  private final Projector projector;
  private final ColumnBatch batch;
  private final RowFit fit;
  private final Overflow overflow;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Utf8Buffer out;
  private final CopyText text;
  private final long syncedAtMicros;
  private boolean keysInOverflow;
  private boolean deletes;
  private long rows;

  /** Appends to {@code out}, from which the caller takes the rows. */
  RowEncoder(TableShape shape, Instant syncedAt, Utf8Buffer out) {
    this.shape = shape;
    this.projector = new Projector(shape);
    this.batch = new ColumnBatch(shape, 1);
    this.fit = new RowFit(shape);
    this.overflow = new Overflow(shape.key());
    this.out = out;
    this.text = new CopyText(out);
    this.syncedAtMicros = CopyText.micros(syncedAt);
    for (int i = 0; i < shape.columns().size(); i++) {
      indexes.put(shape.columns().get(i).attribute(), i);
    }
  }

  TableShape shape() {
    return shape;
  }

  /** The rows written and not yet cleared by the caller. */
  Utf8Buffer out() {
    return out;
  }

  /** How many rows were written. */
  long rows() {
    return rows;
  }

  /** Whether a row has a part of its key in the overflow. */
  boolean hasKeysInOverflow() {
    return keysInOverflow;
  }

  /** Whether a row stands for a delete. */
  boolean hasDeletes() {
    return deletes;
  }

  /** The attributes met so far that the shape has no column for. */
  Map<String, ColumnType> unknown() {
    return projector.unknownAttributes();
  }

  /** Writes a change's row. */
  void add(Change change) {
    Item item = change.item();
    boolean delete =
        switch (change) {
          case Change.Upsert c -> false;
          case Change.Delete c -> true;
        };
    add(
        item.bytes(),
        item.from(),
        item.to(),
        Optional.of(change.origin().sequence()),
        change.origin().committedAt(),
        delete);
  }

  /**
   * Writes the row of the item in the slice.
   *
   * @throws dev.tailrace.item.MalformedItemException when it is not DynamoDB JSON or lacks its key;
   *     what was written so far is not to be used then
   */
  void add(
      byte[] bytes,
      int from,
      int to,
      Optional<SequenceNumber> sequence,
      Instant committedAt,
      boolean delete) {
    batch.clear();
    projector.add(bytes, from, to, batch);
    boolean absentKey = hasAbsentKey();
    if (absentKey) {
      // Throws when the key is not in the item at all.
      ItemKey key = ItemKey.of(shape.key(), Item.slice(bytes, from, to));
      assert key.length() > 0;
    }
    boolean rewritten = fit.look(batch) || absentKey;
    if (rewritten) {
      overflow.write(bytes, from, to, this::goesToOverflow);
    }
    putColumns();
    sequence.ifPresentOrElse(s -> text.put(s.toString()), text::putNull);
    text.putMicros(CopyText.micros(committedAt));
    text.putMicros(syncedAtMicros);
    putOverflow(rewritten, delete);
    rows++;
    deletes |= delete;
  }

  private boolean hasAbsentKey() {
    for (int i = 0; i < shape.key().attributes().size(); i++) {
      if (batch.vector(i).isAbsent(0)) {
        return true;
      }
    }
    return false;
  }

  private boolean goesToOverflow(String attribute) {
    Integer index = indexes.get(attribute);
    return index == null || fit.isMoved(index) || batch.vector(index).isAbsent(0);
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

  /** The overflow and the columns that only a staging table has. */
  private void putOverflow(boolean rewritten, boolean delete) {
    String keyText = rewritten ? overflow.keyText() : "";
    if (rewritten) {
      Utf8Buffer document = overflow.document();
      text.putText(document.array(), 0, document.length());
    } else {
      ColumnVector document = batch.vector(MetaColumn.OVERFLOW);
      text.put(MetaColumn.OVERFLOW.type(), document, 0);
    }
    if (keyText.isEmpty()) {
      text.putNull();
    } else {
      byte[] utf8 = keyText.getBytes(StandardCharsets.UTF_8);
      text.putText(utf8, 0, utf8.length);
      keysInOverflow = true;
    }
    text.put(delete);
    text.endRow();
  }
}
