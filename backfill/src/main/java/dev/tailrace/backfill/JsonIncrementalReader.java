package dev.tailrace.backfill;

import dev.tailrace.item.Item;
import java.util.Arrays;
import java.util.Optional;

/** Lines of {@code {"Metadata":{…},"Keys":{…},"OldImage":{…},"NewImage":{…}}}. */
final class JsonIncrementalReader implements IncrementalReader {
  private final LineReader lines;
  private final ItemCount count;

  JsonIncrementalReader(LineReader lines, ItemCount count) {
    this.lines = lines;
    this.count = count;
  }

  @Override
  public Optional<IncrementalRecord> next() {
    if (!lines.next()) {
      count.verify();
      return Optional.empty();
    }
    count.add();
    Optional<Long> micros = Optional.empty();
    Optional<Item> keys = Optional.empty();
    Optional<Item> newImage = Optional.empty();
    JsonMembers members = new JsonMembers(lines, lines.from(), lines.to());
    while (members.next()) {
      if (members.isNamed("Metadata")) {
        micros = writeTimestamp(object(members));
      } else if (members.isNamed("Keys")) {
        keys = Optional.of(item(members));
      } else if (members.isNamed("NewImage")) {
        newImage = Optional.of(item(members));
      } else if (!members.isNamed("OldImage")) {
        throw lines.damaged("has an unknown member " + members.name());
      }
    }
    return Optional.of(
        new IncrementalRecord(
            micros.orElseThrow(() -> lines.damaged("has no WriteTimestampMicros")),
            keys.orElseThrow(() -> lines.damaged("has no Keys")),
            newImage));
  }

  private Optional<Long> writeTimestamp(JsonMembers metadata) {
    Optional<Long> micros = Optional.empty();
    while (metadata.next()) {
      if (metadata.isNamed("WriteTimestampMicros")) {
        micros = Optional.of(micros(metadata));
      }
    }
    return micros;
  }

  /** AWS's documents show it both as a bare string and as an N. */
  private long micros(JsonMembers timestamp) {
    JsonMembers value = timestamp;
    if (timestamp.isObject()) {
      value = object(timestamp);
      if (!value.next() || !value.isNamed("N")) {
        throw lines.damaged("has a WriteTimestampMicros that is no N");
      }
    }
    try {
      return Long.parseLong(value.scalar());
    } catch (NumberFormatException e) {
      throw lines.damaged("has the WriteTimestampMicros " + value.scalar());
    }
  }

  private JsonMembers object(JsonMembers member) {
    if (!member.isObject()) {
      throw lines.damaged("has a %s that is no object".formatted(member.name()));
    }
    return new JsonMembers(lines, member.valueFrom(), member.valueTo());
  }

  private Item item(JsonMembers member) {
    if (!member.isObject()) {
      throw lines.damaged("has a %s that is no object".formatted(member.name()));
    }
    byte[] own = Arrays.copyOfRange(lines.bytes(), member.valueFrom(), member.valueTo());
    return Item.slice(own, 0, own.length);
  }

  @Override
  public void close() {
    lines.close();
  }
}
