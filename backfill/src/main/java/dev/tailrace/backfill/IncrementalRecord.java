package dev.tailrace.backfill;

import dev.tailrace.item.Item;
import java.util.Optional;

/**
 * What became of one key within an incremental export's window, all of its changes taken together.
 *
 * @param writeTimestampMicros when it was last written, in microseconds since 1970
 * @param newImage the item as it was at the window's end; empty when it had been deleted
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">the
 *     records' format</a>
 */
public record IncrementalRecord(long writeTimestampMicros, Item keys, Optional<Item> newImage) {}
