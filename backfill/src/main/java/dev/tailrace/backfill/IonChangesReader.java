package dev.tailrace.backfill;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.ItemReader;
import java.math.BigDecimal;

/**
 * Ion values of {@code {Record:{Metadata:{…},Keys:{…},OldImage:{…},NewImage:{…}}}}: the new image,
 * or the keys where there is none, written anew as DynamoDB JSON.
 */
final class IonChangesReader implements ItemReader {
  private final IonStructs structs;
  private final Utf8Buffer json = new Utf8Buffer(4096);
  private final IonValues values = new IonValues(new ItemWriter(json));
  private int from;
  private int to;
  private boolean delete;

  IonChangesReader(IonStructs structs) {
    this.structs = structs;
  }

  @Override
  public boolean next() {
    return structs.next(this::outer).isPresent();
  }

  private boolean outer(IonReader ion) {
    boolean found = false;
    while (ion.next() != null) {
      if (!"Record".equals(ion.getFieldName()) || !isStruct(ion) || found) {
        throw structs.damaged("holds other than one Record");
      }
      ion.stepIn();
      members(ion);
      ion.stepOut();
      found = true;
    }
    if (!found) {
      throw structs.damaged("has no Record");
    }
    return true;
  }

  private void members(IonReader ion) {
    boolean written = false;
    boolean keyed = false;
    delete = true;
    json.clear();
    while (ion.next() != null) {
      String name = String.valueOf(ion.getFieldName());
      if (!isStruct(ion)) {
        throw structs.damaged("has a member that is no struct");
      }
      switch (name) {
        case "Metadata" -> written = isTimed(ion);
        case "Keys" -> {
          // Behind a new image too: what it holds is checked by being read.
          item(ion, delete);
          keyed = true;
        }
        case "NewImage" -> {
          item(ion, true);
          delete = false;
        }
        case "OldImage" -> {}
        default ->
            throw structs.damaged(
                "has a member that is none of Metadata, Keys, OldImage and NewImage");
      }
    }
    if (!written) {
      throw structs.damaged("has no WriteTimestampMicros");
    }
    if (!keyed) {
      throw structs.damaged("has no Keys");
    }
  }

  private static boolean isStruct(IonReader ion) {
    return ion.getType() == IonType.STRUCT && !ion.isNullValue();
  }

  private void item(IonReader ion, boolean chosen) {
    int start = json.length();
    values.item(ion);
    if (chosen) {
      from = start;
      to = json.length();
    }
  }

  /** Nobody needs the time, but a record without one is not what an export writes. */
  private boolean isTimed(IonReader ion) {
    boolean timed = false;
    ion.stepIn();
    while (ion.next() != null) {
      if ("WriteTimestampMicros".equals(ion.getFieldName())) {
        verifyMicros(ion);
        timed = true;
      }
    }
    ion.stepOut();
    return timed;
  }

  private void verifyMicros(IonReader ion) {
    try {
      switch (ion.getType()) {
        case STRING, SYMBOL -> Long.parseLong(ion.stringValue());
        default -> new BigDecimal(IonValues.number(ion)).longValueExact();
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw structs.damaged("has a WriteTimestampMicros that is no time");
    }
  }

  @Override
  public byte[] bytes() {
    return json.array();
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public boolean isDelete() {
    return delete;
  }

  @Override
  public void close() {
    structs.close();
  }
}
