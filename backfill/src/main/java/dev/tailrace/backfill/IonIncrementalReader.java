package dev.tailrace.backfill;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.Utf8Buffer;
import java.math.BigDecimal;
import java.util.Optional;

/** Ion values of {@code {Record:{Metadata:{…},Keys:{…},OldImage:{…},NewImage:{…}}}}. */
final class IonIncrementalReader implements IncrementalReader {
  private final IonStructs structs;
  private final ItemCount count;
  private final Utf8Buffer json = new Utf8Buffer(4096);
  private final IonValues values = new IonValues(new ItemWriter(json));

  IonIncrementalReader(IonStructs structs, ItemCount count) {
    this.structs = structs;
    this.count = count;
  }

  @Override
  public Optional<IncrementalRecord> next() {
    Optional<IncrementalRecord> next = structs.next(this::outer);
    if (next.isPresent()) {
      count.add();
    } else {
      count.verify();
    }
    return next;
  }

  private IncrementalRecord outer(IonReader ion) {
    Optional<IncrementalRecord> found = Optional.empty();
    while (ion.next() != null) {
      if (!"Record".equals(ion.getFieldName()) || !isStruct(ion) || found.isPresent()) {
        throw structs.damaged("holds other than one Record: " + ion.getFieldName());
      }
      ion.stepIn();
      found = Optional.of(members(ion));
      ion.stepOut();
    }
    return found.orElseThrow(() -> structs.damaged("has no Record"));
  }

  private IncrementalRecord members(IonReader ion) {
    Optional<Long> micros = Optional.empty();
    Optional<Item> keys = Optional.empty();
    Optional<Item> newImage = Optional.empty();
    while (ion.next() != null) {
      String name = String.valueOf(ion.getFieldName());
      if (!isStruct(ion)) {
        throw structs.damaged("has a %s that is no struct".formatted(name));
      }
      switch (name) {
        case "Metadata" -> micros = writeTimestamp(ion);
        case "Keys" -> keys = Optional.of(item(ion));
        case "NewImage" -> newImage = Optional.of(item(ion));
        case "OldImage" -> {}
        default -> throw structs.damaged("has an unknown member " + name);
      }
    }
    return new IncrementalRecord(
        micros.orElseThrow(() -> structs.damaged("has no WriteTimestampMicros")),
        keys.orElseThrow(() -> structs.damaged("has no Keys")),
        newImage);
  }

  private static boolean isStruct(IonReader ion) {
    return ion.getType() == IonType.STRUCT && !ion.isNullValue();
  }

  private Item item(IonReader ion) {
    json.clear();
    values.item(ion);
    return Item.copyOf(json);
  }

  private Optional<Long> writeTimestamp(IonReader ion) {
    Optional<Long> micros = Optional.empty();
    ion.stepIn();
    while (ion.next() != null) {
      if ("WriteTimestampMicros".equals(ion.getFieldName())) {
        micros = Optional.of(micros(ion));
      }
    }
    ion.stepOut();
    return micros;
  }

  private long micros(IonReader ion) {
    try {
      return switch (ion.getType()) {
        case STRING, SYMBOL -> Long.parseLong(ion.stringValue());
        default -> new BigDecimal(IonValues.number(ion)).longValueExact();
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw structs.damaged("has a WriteTimestampMicros that is no time: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    structs.close();
  }
}
