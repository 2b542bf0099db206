package dev.tailrace.backfill;

import dev.tailrace.sink.ItemReader;

/**
 * Lines of {@code {"Metadata":{…},"Keys":{…},"OldImage":{…},"NewImage":{…}}}: finds the bytes of
 * the new image, or of the keys where there is none, in the inflated buffer, copying nothing.
 */
final class JsonChangesReader implements ItemReader {
  private final LineReader lines;
  private int from;
  private int to;
  private boolean delete;

  JsonChangesReader(LineReader lines) {
    this.lines = lines;
  }

  @Override
  public boolean next() {
    if (!lines.next()) {
      return false;
    }
    boolean written = false;
    boolean keyed = false;
    delete = true;
    JsonMembers members = new JsonMembers(lines, lines.from(), lines.to());
    while (members.next()) {
      if (members.isNamed("Metadata")) {
        written = isTimed(object(members));
      } else if (members.isNamed("Keys")) {
        verifyObject(members);
        keyed = true;
        if (delete) {
          slice(members);
        }
      } else if (members.isNamed("NewImage")) {
        verifyObject(members);
        delete = false;
        slice(members);
      } else if (!members.isNamed("OldImage")) {
        throw lines.damaged("has a member that is none of Metadata, Keys, OldImage and NewImage");
      }
    }
    if (!written) {
      throw lines.damaged("has no WriteTimestampMicros");
    }
    if (!keyed) {
      throw lines.damaged("has no Keys");
    }
    return true;
  }

  private void slice(JsonMembers member) {
    from = member.valueFrom();
    to = member.valueTo();
  }

  /** Nobody needs the time, but a record without one is not what an export writes. */
  private boolean isTimed(JsonMembers metadata) {
    boolean timed = false;
    while (metadata.next()) {
      if (metadata.isNamed("WriteTimestampMicros")) {
        verifyMicros(metadata);
        timed = true;
      }
    }
    return timed;
  }

  /** AWS's documents show it both as a bare string and as an N. */
  private void verifyMicros(JsonMembers timestamp) {
    JsonMembers value = timestamp;
    if (timestamp.isObject()) {
      value = object(timestamp);
      if (!value.next() || !value.isNamed("N")) {
        throw lines.damaged("has a WriteTimestampMicros that is no N");
      }
    }
    try {
      Long.parseLong(value.scalar());
    } catch (NumberFormatException e) {
      throw lines.damaged("has a WriteTimestampMicros that is no number");
    }
  }

  private JsonMembers object(JsonMembers member) {
    verifyObject(member);
    return new JsonMembers(lines, member.valueFrom(), member.valueTo());
  }

  private void verifyObject(JsonMembers member) {
    if (!member.isObject()) {
      throw lines.damaged("has a value that is no object where one is due");
    }
  }

  @Override
  public byte[] bytes() {
    return lines.bytes();
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
    lines.close();
  }
}
