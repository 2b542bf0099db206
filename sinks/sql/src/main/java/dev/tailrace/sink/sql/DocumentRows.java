package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.sink.RowChange;
import java.util.List;

/** Items that are in a table already, as rows without metadata. */
final class DocumentRows implements StagedRows {
  private final List<Item> items;
  private int at = -1;

  DocumentRows(List<Item> items) {
    this.items = items;
  }

  @Override
  public boolean next() {
    at++;
    return at < items.size();
  }

  @Override
  public Item item() {
    return items.get(at);
  }

  @Override
  public RowChange.Kind kind() {
    return RowChange.Kind.PUT;
  }

  @Override
  public boolean isFirst() {
    return true;
  }

  @Override
  public void writeMetadata(ColumnBatch batch, int row) {}
}
