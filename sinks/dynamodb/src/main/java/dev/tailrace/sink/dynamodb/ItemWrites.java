package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.RowChange;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Writes to one target table, at most one a key, in any order. */
record ItemWrites(String table, KeySchema key, List<Write> writes) {
  /** Copies the list. */
  ItemWrites {
    writes = List.copyOf(writes);
  }

  /** An item that is put, or the key of one that is deleted. */
  record Write(ItemKey key, Item item, boolean isDelete) {
    /** About how many units of 1 KB it takes. */
    long units() {
      return 1L + item.length() / 1024;
    }

    WriteRequest request(KeySchema schema) {
      return isDelete
          ? WriteRequest.builder()
              .deleteRequest(d -> d.key(AttributeValues.ofKey(schema, item)))
              .build()
          : WriteRequest.builder().putRequest(p -> p.item(AttributeValues.of(item))).build();
    }
  }

  /** Of changes of which there is one a key. */
  static ItemWrites of(String table, KeySchema key, List<RowChange> changes) {
    return new ItemWrites(
        table,
        key,
        changes.stream()
            .map(
                c -> new Write(c.change().key(), c.change().item(), c.kind() != RowChange.Kind.PUT))
            .toList());
  }
}
