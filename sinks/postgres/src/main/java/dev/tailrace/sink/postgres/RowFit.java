package dev.tailrace.sink.postgres;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of a row that its columns can't hold because of Postgres's own limits, beyond
 * those that the projector knows: a null character in text or JSON, a key too long for an index, a
 * row whose values don't fit a page even when all that can be moved out of line is. They go to the
 * overflow document instead. Used by one thread.
 */
final class RowFit {
  /** An index entry takes 2,704 bytes, headers included. */
  private static final int MOST_KEY_BYTES = 2600;

  /** A row takes 8,160 bytes, of which this leaves room for its header and metadata. */
  private static final int MOST_ROW_BYTES = 7600;

  /** What a value takes at most once it is out of line, or is too short to be put there. */
  private static final int OUT_OF_LINE_BYTES = 25;

  private final List<Column> columns;
  private final int keyColumns;
  private final boolean[] moved;
  private final boolean document;
  private boolean documentMoved;

  RowFit(TableShape shape) {
    this.columns = shape.columns();
    this.keyColumns = shape.key().attributes().size();
    this.moved = new boolean[columns.size()];
    this.document = shape.metadata().contains(MetaColumn.DOCUMENT);
  }

  /** Looks at the first row of {@code batch}; true when a value has to move. */
  boolean look(ColumnBatch batch) {
    documentMoved =
        document && hasNullCharacter(MetaColumn.DOCUMENT.type(), batch.vector(MetaColumn.DOCUMENT));
    boolean any = documentMoved;
    for (int i = 0; i < moved.length; i++) {
      moved[i] = hasNullCharacter(columns.get(i).type(), batch.vector(i));
      any |= moved[i];
    }
    any |= shortenKey(batch);
    if ((long) moved.length * OUT_OF_LINE_BYTES > MOST_ROW_BYTES) {
      any |= narrow(batch);
    }
    return any;
  }

  /** Whether the whole document has to move: each of its attributes that has no column. */
  boolean isDocumentMoved() {
    return documentMoved;
  }

  /** How many values of columns have to move. */
  int movedValues() {
    int count = 0;
    for (boolean value : moved) {
      count += value ? 1 : 0;
    }
    return count;
  }

  /** Whether the column's value has to move. */
  boolean isMoved(int column) {
    return moved[column];
  }

  private static boolean hasNullCharacter(ColumnType type, ColumnVector vector) {
    byte[] value = bytes(vector);
    if (value == null) {
      return false;
    }
    return switch (type) {
      case ColumnType.Text t -> hasZero(value);
      case ColumnType.Json t -> hasEscapedZero(value);
      case ColumnType.Bytes t -> false;
      case ColumnType.Bool t -> false;
      case ColumnType.Int64 t -> false;
      case ColumnType.Decimal t -> false;
      case ColumnType.Timestamp t -> false;
      case ColumnType.Float64 t -> false;
    };
  }

  private static byte @Nullable [] bytes(ColumnVector vector) {
    return vector instanceof ColumnVector.ByteArrays arrays ? arrays.values()[0] : null;
  }

  private static boolean hasZero(byte[] value) {
    for (byte b : value) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasEscapedZero(byte[] json) {
    for (int i = 0; i + 5 < json.length; i++) {
      if (json[i] == '\\') {
        i++;
        if (json[i] == 'u'
            && json[i + 1] == '0'
            && json[i + 2] == '0'
            && json[i + 3] == '0'
            && json[i + 4] == '0') {
          return true;
        }
      }
    }
    return false;
  }

  /** Moves the longest part of a key that is too long; what is left is at most half of it. */
  private boolean shortenKey(ColumnBatch batch) {
    int total = 0;
    int longest = 0;
    for (int i = 0; i < keyColumns; i++) {
      total += keyBytes(batch, i);
      longest = keyBytes(batch, i) > keyBytes(batch, longest) ? i : longest;
    }
    if (total <= MOST_KEY_BYTES) {
      return false;
    }
    moved[longest] = true;
    return true;
  }

  private int keyBytes(ColumnBatch batch, int column) {
    byte[] value = moved[column] ? null : bytes(batch.vector(column));
    return value == null ? 0 : value.length;
  }

  /** Adds up what the row takes, as Postgres lays it out, and moves what comes too late. */
  private boolean narrow(ColumnBatch batch) {
    boolean any = false;
    int offset = 0;
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] || batch.vector(i).isAbsent(0)) {
        continue;
      }
      int end = end(offset, columns.get(i).type(), batch.vector(i));
      if (end > MOST_ROW_BYTES && i >= keyColumns) {
        moved[i] = true;
        any = true;
      } else {
        offset = end;
      }
    }
    return any;
  }

  private static int end(int offset, ColumnType type, ColumnVector vector) {
    return switch (type) {
      case ColumnType.Int64 t -> aligned(offset) + 8;
      case ColumnType.Timestamp t -> aligned(offset) + 8;
      case ColumnType.Float64 t -> aligned(offset) + 8;
      case ColumnType.Bool t -> offset + 1;
      // A header and two bytes for each four digits, which may straddle the point.
      case ColumnType.Decimal d -> offset + 3 + 2 * (d.precision() / 4 + 2);
      case ColumnType.Text t -> offset + outOfLine(vector);
      case ColumnType.Json t -> offset + OUT_OF_LINE_BYTES;
      case ColumnType.Bytes t -> offset + outOfLine(vector);
    };
  }

  private static int aligned(int offset) {
    return (offset + 7) & ~7;
  }

  private static int outOfLine(ColumnVector vector) {
    byte[] value = bytes(vector);
    return value == null ? 0 : Math.min(value.length + 1, OUT_OF_LINE_BYTES);
  }
}
