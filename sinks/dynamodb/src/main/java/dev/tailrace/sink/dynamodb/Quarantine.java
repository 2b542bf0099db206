package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The items of one source table that its targets can't hold. An entry is, in this order of writing,
 *
 * <ol>
 *   <li>a note with its revision, by which parts that no record came to are found,
 *   <li>the parts of its image, under the revision,
 *   <li>the record: from here on there is an entry.
 * </ol>
 *
 * <p>It is taken away the other way round. So a record's parts are all there, and whatever a crash
 * leaves has a note. The crash was before the commit that it belongs to, which is done again and
 * sweeps what it finds of its keys.
 *
 * <p>Records and notes of a target lie together and are small, so that one query shows all of them.
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final String RECORD = "item-";
  private static final String NOTE = "note-";
  private static final String REVISION = "revision";
  private static final String RELEASED = "released";

  private final StateTable state;
  private final TableId table;
  private final QuarantineImages images;

  Quarantine(StateTable state, TableId table) {
    this.state = state;
    this.table = table;
    this.images = new QuarantineImages(state, table);
  }

  private String scope() {
    return table + "#quarantine";
  }

  private Map<String, AttributeValue> recordKey(String physicalName, String keyHash) {
    return Values.key(scope(), physicalName + "#" + RECORD + keyHash);
  }

  private Map<String, AttributeValue> note(String physicalName, String revision) {
    Map<String, AttributeValue> note = Values.key(scope(), physicalName + "#" + NOTE + revision);
    note.put(REVISION, Values.text(revision));
    return note;
  }

  /** What there is: entries, and notes of these and of what crashes left. */
  record Found(List<QuarantineRecord> records, List<Map<String, AttributeValue>> notes) {}

  /** What there is of one target. */
  Found in(String physicalName) {
    return found(state.startingWith(scope(), physicalName + "#"));
  }

  /** All entries. */
  List<QuarantineRecord> all() {
    return found(state.all(scope())).records();
  }

  private static Found found(List<Map<String, AttributeValue>> items) {
    List<QuarantineRecord> records = new ArrayList<>();
    List<Map<String, AttributeValue>> notes = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      String entry = Values.text(item, Values.ENTRY);
      // No table's name has a # in it.
      int name = entry.indexOf('#');
      String rest = entry.substring(name + 1);
      if (rest.startsWith(RECORD)) {
        records.add(
            QuarantineRecord.of(entry.substring(0, name), rest.substring(RECORD.length()), item));
      } else {
        notes.add(item);
      }
    }
    return new Found(records, notes);
  }

  /** An entry as it is now, if it is still this one. */
  Optional<QuarantineRecord> current(String physicalName, String revision) {
    String keyHash = QuarantineRecord.hashOf(revision);
    return state
        .get(recordKey(physicalName, keyHash))
        .map(item -> QuarantineRecord.of(physicalName, keyHash, item))
        .filter(r -> r.entry().revision().equals(revision));
  }

  /** An entry's image; empty when it is not there any more. */
  Optional<Item> image(QuarantineRecord entry) {
    Optional<Item> image = images.image(entry);
    String revision = entry.entry().revision();
    if (image.isEmpty() && current(entry.physicalName(), revision).isPresent()) {
      throw new SinkException.Rejected(
          "%s: the quarantined image of %s is not whole; the item's next change or a resync takes it away"
              .formatted(table, entry.entry().key()));
    }
    return image;
  }

  /**
   * Takes the entries of some keys away, and what crashes left of them. When it returns, no retry
   * can release one of them any more.
   *
   * @throws Fence.Stale when the writer was replaced
   */
  void takeAway(Found found, Set<String> keyHashes, Fence fence) {
    for (QuarantineRecord old : found.records()) {
      if (keyHashes.contains(old.keyHash())) {
        fence.check();
        // Another revision is somebody else's.
        state.deleteIf(
            recordKey(old.physicalName(), old.keyHash()), REVISION, old.entry().revision());
      }
    }
    for (Map<String, AttributeValue> note : found.notes()) {
      String hash = QuarantineRecord.hashOf(Values.text(note, REVISION));
      if (keyHashes.contains(hash) || note.containsKey(RELEASED)) {
        fence.check();
        sweep(note);
      }
    }
  }

  private void sweep(Map<String, AttributeValue> note) {
    images.delete(Values.text(note, REVISION));
    state.delete(note);
  }

  /** Takes all entries of a target away, before its table is emptied. */
  void empty(String physicalName, Fence fence) {
    Found found = in(physicalName);
    for (QuarantineRecord old : found.records()) {
      fence.check();
      state.delete(recordKey(old.physicalName(), old.keyHash()));
    }
    for (Map<String, AttributeValue> note : found.notes()) {
      fence.check();
      sweep(note);
    }
  }

  /**
   * Keeps an item of which there is no entry.
   *
   * @throws Fence.Stale when the writer was replaced
   */
  void keep(String physicalName, Quarantined entry, Item image, Fence fence) {
    String keyHash = QuarantineRecord.hashOf(entry.revision());
    byte[] compressed = QuarantineImages.compressed(image);
    fence.check();
    state.put(note(physicalName, entry.revision()));
    images.put(entry.revision(), compressed);
    Map<String, AttributeValue> record = recordKey(physicalName, keyHash);
    new QuarantineRecord(physicalName, keyHash, entry, QuarantineImages.parts(compressed))
        .addTo(record);
    if (!state.transact(List.of(fence.holds(), Conditions.putNew(state.name(), record)))) {
      fence.look();
      throw new SinkException.Unavailable(
          "%s: someone else wrote the item %s just now".formatted(table, entry.revision()),
          new IllegalStateException());
    }
  }

  /** Puts an item in its target in place of its entry, if that is still there. */
  boolean release(String physicalName, String revision, TransactWriteItem put) {
    Map<String, AttributeValue> released = new LinkedHashMap<>(note(physicalName, revision));
    released.put(RELEASED, AttributeValue.fromBool(true));
    Map<String, AttributeValue> record = recordKey(physicalName, QuarantineRecord.hashOf(revision));
    boolean done =
        state.transact(
            List.of(
                put,
                Conditions.deleteIf(state.name(), record, REVISION, revision),
                Conditions.put(state.name(), released)));
    if (done) {
      try {
        sweep(released);
      } catch (SinkException e) {
        LOG.warn("{}: what a released item leaves is swept when its target is written", table, e);
      }
    }
    return done;
  }
}
