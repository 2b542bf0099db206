package dev.tailrace.sink;

import dev.tailrace.item.Item;
import java.time.Instant;
import java.util.Optional;

/**
 * An item that its target table can't store, as a sink keeps it instead. The image itself is asked
 * for with {@link Sink#quarantinedImage}.
 *
 * @param target the target table's name, as in {@link TargetTable#name}
 * @param key the item's key attributes in the target, no more
 * @param reason why it was refused, in the warehouse's words; without values
 * @param at when it was refused, by the sink's clock
 * @param origin the stream's change that it came with; empty for an item of an export
 * @param imageBytes how long the image is, as DynamoDB JSON
 * @param revision tells this entry from an earlier or later one of the same key
 */
public record Quarantined(
    String target,
    Item key,
    String reason,
    Instant at,
    Optional<Origin> origin,
    long imageBytes,
    String revision) {}
