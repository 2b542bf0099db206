package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.sink.TableId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Images that are too large for an item of the state table: compressed, and cut into parts, which
 * lie under a scope of each entry's own. They are written once and never changed.
 */
final class QuarantineImages {
  private static final int PART_BYTES = 350 * 1024;
  private static final String BYTES = "bytes";

  private final StateTable state;
  private final TableId table;

  QuarantineImages(StateTable state, TableId table) {
    this.state = state;
    this.table = table;
  }

  private String scope(String revision) {
    return table + "#quarantine#" + revision;
  }

  /** How many parts an image takes that {@link #compressed} made. */
  static int parts(byte[] compressed) {
    return Math.ceilDiv(compressed.length, PART_BYTES);
  }

  static byte[] compressed(Item image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(image.bytes(), image.from(), image.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Stores the parts of an image; whoever knows the revision finds them. */
  void put(String revision, byte[] compressed) {
    for (int from = 0; from < compressed.length; from += PART_BYTES) {
      int to = Math.min(compressed.length, from + PART_BYTES);
      Map<String, AttributeValue> part = Values.key(scope(revision), Values.padded(from));
      part.put(BYTES, Values.bytes(Arrays.copyOfRange(compressed, from, to)));
      state.put(part);
    }
  }

  /** The image, unless some of its parts are not there. */
  Optional<Item> image(QuarantineRecord entry) {
    List<Map<String, AttributeValue>> parts = state.all(scope(entry.entry().revision()));
    if (parts.size() != entry.parts()) {
      return Optional.empty();
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    parts.forEach(part -> compressed.writeBytes(Values.bytes(part, BYTES)));
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray()))) {
      byte[] json = in.readAllBytes();
      return Optional.of(Item.slice(json, 0, json.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what there is of an image. */
  void delete(String revision) {
    state.all(scope(revision)).forEach(state::delete);
  }
}
