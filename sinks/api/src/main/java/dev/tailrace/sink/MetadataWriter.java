package dev.tailrace.sink;

import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Writes the metadata columns of a batch's rows, but those that the {@link
 * dev.tailrace.projection.Projector} writes: overflow and document. Used by one thread.
 */
public final class MetadataWriter {
  private final List<MetaColumn> columns;
  private final long syncedAtMicros;

  /** For batches of {@code shape} whose rows are written at {@code syncedAt}. */
  public MetadataWriter(TableShape shape, Instant syncedAt) {
    this.columns = shape.metadata();
    this.syncedAtMicros = micros(syncedAt);
  }

  /** Microseconds since 1970, as columns of time hold an instant. */
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Of a row that a change makes. */
  public void write(ColumnBatch batch, int row, RowChange change) {
    Origin origin = change.change().origin();
    texts(batch, MetaColumn.SEQUENCE).set(row, ascii(origin.sequence().toString()));
    if (columns.contains(MetaColumn.SHARD)) {
      texts(batch, MetaColumn.SHARD).set(row, ascii(origin.shard().shardId()));
    }
    change.validTo().ifPresent(to -> longs(batch, MetaColumn.VALID_TO).set(row, micros(to)));
    times(batch, row, micros(origin.committedAt()), change.kind() == RowChange.Kind.MARK);
  }

  /** Of a row that a full export's item makes. */
  public void writeLoaded(ColumnBatch batch, int row, long exportTimeMicros) {
    times(batch, row, exportTimeMicros, false);
  }

  private void times(ColumnBatch batch, int row, long committedAtMicros, boolean deleted) {
    longs(batch, MetaColumn.COMMITTED_AT).set(row, committedAtMicros);
    longs(batch, MetaColumn.SYNCED_AT).set(row, syncedAtMicros);
    if (columns.contains(MetaColumn.DELETED)) {
      longs(batch, MetaColumn.DELETED).set(row, deleted ? 1 : 0);
    }
  }

  private static ColumnVector.Longs longs(ColumnBatch batch, MetaColumn column) {
    return (ColumnVector.Longs) batch.vector(column);
  }

  private static ColumnVector.ByteArrays texts(ColumnBatch batch, MetaColumn column) {
    return (ColumnVector.ByteArrays) batch.vector(column);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
