package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Changes as bytes, compressed together: many of them share their attribute names and their shard.
 * The key is not among them, since an item holds its own.
 */
final class ChangeCodec {
  private static final int FORMAT = 1;
  private static final int END = 0;
  private static final int UPSERT = 1;
  private static final int DELETE = 2;
  private static final int EXPIRED = 3;

  private ChangeCodec() {}

  static byte[] encode(List<Change> changes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeByte(FORMAT);
      for (Change change : changes) {
        write(change, out);
      }
      out.writeByte(END);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Change change, DataOutputStream out) throws IOException {
    out.writeByte(
        switch (change) {
          case Change.Upsert c -> UPSERT;
          case Change.Delete c -> c.expired() ? EXPIRED : DELETE;
        });
    Origin origin = change.origin();
    out.writeUTF(origin.shard().streamArn());
    out.writeUTF(origin.shard().shardId());
    out.writeUTF(origin.sequence().toString());
    Instant committedAt = origin.committedAt();
    out.writeLong(committedAt.getEpochSecond());
    out.writeInt(committedAt.getNano());
    out.writeInt(change.item().length());
    out.write(change.item().bytes(), change.item().from(), change.item().length());
  }

  /**
   * What {@link #encode} wrote.
   *
   * @throws SinkException.Rejected when the bytes are not that
   */
  static List<Change> decode(KeySchema key, byte[] bytes) {
    List<Change> changes = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IOException("format " + format + " is not known");
      }
      for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
        changes.add(read(kind, key, in));
      }
    } catch (IOException e) {
      throw new SinkException.Rejected(
          "the state table holds changes that can't be read; resync the table", e);
    }
    return changes;
  }

  private static Change read(int kind, KeySchema key, DataInputStream in) throws IOException {
    ShardRef shard = new ShardRef(in.readUTF(), in.readUTF());
    SequenceNumber sequence = SequenceNumber.of(in.readUTF());
    Instant committedAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
    byte[] json = in.readNBytes(in.readInt());
    Origin origin = new Origin(shard, sequence, committedAt);
    Item item = Item.slice(json, 0, json.length);
    ItemKey itemKey = ItemKey.of(key, item);
    return switch (kind) {
      case UPSERT -> new Change.Upsert(itemKey, item, origin);
      case DELETE, EXPIRED -> new Change.Delete(itemKey, item, origin, kind == EXPIRED);
      default -> throw new IOException("a change of kind " + kind);
    };
  }
}
