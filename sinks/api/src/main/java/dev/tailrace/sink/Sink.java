package dev.tailrace.sink;

import dev.tailrace.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A warehouse, as the daemon sees it: it stores a pipeline's state and its tables, and moves both
 * in one transaction.
 *
 * <p>All methods block, and may be called by several threads at once; commits of one table are then
 * ordered by the sink. All throw {@link SinkException}, whose subtype tells whether to try again,
 * to read back or to wait for a person.
 *
 * <p>Opening a sink makes nothing in the warehouse, and neither do {@link #read} and {@link
 * #obstacles}. What the sink keeps its state in is made by the first commit. A warehouse that is
 * out of reach, that refuses the login or that is not there yet is told by the first call, not by
 * the opening, so the same call succeeds once the cause is gone. A connection or an engine that has
 * died is replaced by the next call.
 */
public interface Sink extends AutoCloseable {
  /** What this sink promises of replays. */
  Guarantee guarantee();

  /**
   * What is stored of {@code table}, read at one moment; {@link TableState#none()} where the
   * warehouse has no state yet.
   */
  TableState read(TableId table);

  /**
   * Looks for what would stop a backfill or the stream of {@code table} into {@code targets}, and
   * changes nothing: a table that is in a target's place and is not this table's, a target that was
   * made with another key or other options, two names that the warehouse can't tell apart, missing
   * rights, state that this release can't read.
   *
   * @param targets all targets of {@code table}
   * @return one message each, which names the thing, the cause and what to do; empty when nothing
   *     is in the way as far as can be seen
   * @throws SinkException.Unavailable when the warehouse can't be asked now
   */
  default List<String> obstacles(TableId table, List<TargetTable> targets) {
    return List.of();
  }

  /**
   * Whether two targets would be one table here: DuckDB, for one, does not tell {@code Orders} from
   * {@code orders}.
   */
  default boolean isSameTable(TargetTable one, TargetTable other) {
    return one.schema().equals(other.schema()) && one.name().equals(other.name());
  }

  /**
   * How often the stored state may be read while nothing is committed, to see that the warehouse
   * has gone back to an older state or that a person asked for something. {@link Duration#ZERO}
   * means never: each look costs money there, such as a Snowflake warehouse that is kept awake.
   */
  default Duration verifyEvery() {
    return Duration.ofSeconds(10);
  }

  /**
   * Whether nothing can ever be stored here again, so that waiting is of no use: what read a pipe
   * is gone. Any thread may ask.
   */
  default boolean isClosedForGood() {
    return false;
  }

  /**
   * Does all of {@code commit} in one transaction, after comparing the life row's version and the
   * checkpoints' positions and epochs with what it expects.
   */
  CommitOutcome commit(Commit commit);

  /**
   * Appends a data file's items to the shadow table and notes the file as loaded, in one
   * transaction. Several files may be loaded at once.
   *
   * @throws DataFileException from the reader; nothing of the file is loaded then
   */
  LoadOutcome load(DataFileLoad load);

  /**
   * Hands out the keys of the shadow table's rows that a stream's changes were merged into since a
   * time: that have a sequence number other than {@link ChangePages}' 0, and whose committed time,
   * by AWS's clock, is not before it.
   *
   * @param keys takes items that hold the key attributes alone, and must not call the sink
   */
  void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys);

  /**
   * The items of {@code table} that its targets can't store: in no order, at most one of a key in a
   * target. Their rows are not in the target; any later change of such an item takes the entry
   * away. Empty for a sink in which every item fits.
   */
  default List<Quarantined> quarantined(TableId table) {
    return List.of();
  }

  /**
   * The image that was refused, as the target was to hold it: after everything that was asked to be
   * done with its attributes then. Empty when the entry is gone, or was replaced by a later one.
   */
  default Optional<Item> quarantinedImage(TableId table, Quarantined entry) {
    return Optional.empty();
  }

  /**
   * Puts an item in the target and takes its quarantine entry away, in one transaction. Later
   * changes of the item are applied over it, so {@code image} may be a newer one than was refused,
   * but not an older one.
   *
   * @param target the one that the entry names
   * @param image with the entry's key
   * @return false, and nothing was done, when the entry is gone or was replaced by a later one
   * @throws SinkException.Rejected when the target still can't store it; the entry stays
   */
  default boolean release(TableId table, TargetTable target, Quarantined entry, Item image) {
    return false;
  }

  @Override
  void close();
}
