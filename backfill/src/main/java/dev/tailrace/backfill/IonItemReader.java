package dev.tailrace.backfill;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.ItemReader;

/** Ion values of {@code {Item:{…}}}, written anew as DynamoDB JSON, one at a time. */
final class IonItemReader implements ItemReader {
  private final IonStructs structs;
  private final Utf8Buffer json = new Utf8Buffer(4096);
  private final IonValues values = new IonValues(new ItemWriter(json));

  IonItemReader(IonStructs structs) {
    this.structs = structs;
  }

  @Override
  public boolean next() {
    return structs.next(this::read).isPresent();
  }

  private boolean read(IonReader ion) {
    json.clear();
    while (ion.next() != null) {
      boolean item = "Item".equals(ion.getFieldName()) && ion.getType() == IonType.STRUCT;
      if (!item || json.length() > 0) {
        throw structs.damaged("holds other than one Item");
      }
      values.item(ion);
    }
    if (json.length() == 0) {
      throw structs.damaged("has no Item");
    }
    return true;
  }

  @Override
  public byte[] bytes() {
    return json.array();
  }

  @Override
  public int from() {
    return 0;
  }

  @Override
  public int to() {
    return json.length();
  }

  @Override
  public boolean isDelete() {
    return false;
  }

  @Override
  public void close() {
    structs.close();
  }
}
