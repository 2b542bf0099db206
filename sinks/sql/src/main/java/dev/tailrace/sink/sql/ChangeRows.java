package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.RowChange;
import java.util.List;

/** Changes as rows. */
final class ChangeRows implements StagedRows {
  private final List<RowChange> changes;
  private final MetadataWriter metadata;
  private int at = -1;

  ChangeRows(List<RowChange> changes, MetadataWriter metadata) {
    this.changes = changes;
    this.metadata = metadata;
  }

  @Override
  public boolean next() {
    at++;
    return at < changes.size();
  }

  @Override
  public Item item() {
    return changes.get(at).change().item();
  }

  @Override
  public RowChange.Kind kind() {
    return changes.get(at).kind();
  }

  @Override
  public boolean isFirst() {
    return changes.get(at).first();
  }

  @Override
  public void writeMetadata(ColumnBatch batch, int row) {
    metadata.write(batch, row, changes.get(at));
  }
}
