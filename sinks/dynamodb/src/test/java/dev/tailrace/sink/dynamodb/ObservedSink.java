package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.testkit.MemorySink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sink whose deeds the reference repeats, to know the columns that a table would have elsewhere.
 * What it holds is read from the real one alone.
 */
final class ObservedSink implements Sink {
  private final Sink real;
  private final MemorySink reference;

  ObservedSink(Sink real, MemorySink reference) {
    this.real = real;
    this.reference = reference;
  }

  Optional<TableShape> shape(TargetTable table) {
    return reference.shape(table);
  }

  @Override
  public Guarantee guarantee() {
    return real.guarantee();
  }

  @Override
  public TableState read(TableId table) {
    return real.read(table);
  }

  @Override
  public List<String> obstacles(TableId table, List<TargetTable> targets) {
    return real.obstacles(table, targets);
  }

  @Override
  public boolean isSameTable(TargetTable one, TargetTable other) {
    return real.isSameTable(one, other);
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    CommitOutcome outcome = real.commit(commit);
    if (outcome instanceof CommitOutcome.Applied) {
      reference.commit(commit);
    }
    return outcome;
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    Recorder recorder = new Recorder(load.items());
    LoadOutcome outcome = real.load(with(load, recorder));
    if (outcome instanceof LoadOutcome.Loaded) {
      reference.load(with(load, recorder.again()));
    }
    return outcome;
  }

  private static DataFileLoad with(DataFileLoad load, ItemReader items) {
    return new DataFileLoad(
        load.table(),
        load.expectedLifeVersion(),
        load.target(),
        load.fileKey(),
        load.exportTime(),
        load.kind(),
        items);
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    real.touchedSince(table, target, since, keys);
  }

  @Override
  public void close() {
    real.close();
  }

  /** Keeps what is read through it. */
  private static final class Recorder implements ItemReader {
    private final ItemReader items;
    private final List<byte[]> seen = new ArrayList<>();
    private final List<Boolean> deletes = new ArrayList<>();

    Recorder(ItemReader items) {
      this.items = items;
    }

    ItemReader again() {
      return new Replay(seen, deletes);
    }

    @Override
    public boolean next() {
      if (!items.next()) {
        return false;
      }
      seen.add(Arrays.copyOfRange(items.bytes(), items.from(), items.to()));
      deletes.add(items.isDelete());
      return true;
    }

    @Override
    public byte[] bytes() {
      return items.bytes();
    }

    @Override
    public int from() {
      return items.from();
    }

    @Override
    public int to() {
      return items.to();
    }

    @Override
    public boolean isDelete() {
      return items.isDelete();
    }

    @Override
    public void close() {
      items.close();
    }
  }

  private static final class Replay implements ItemReader {
    private final List<byte[]> items;
    private final List<Boolean> deletes;
    private int at = -1;

    Replay(List<byte[]> items, List<Boolean> deletes) {
      this.items = items;
      this.deletes = deletes;
    }

    @Override
    public boolean next() {
      return ++at < items.size();
    }

    @Override
    public byte[] bytes() {
      return items.get(at);
    }

    @Override
    public int from() {
      return 0;
    }

    @Override
    public int to() {
      return items.get(at).length;
    }

    @Override
    public boolean isDelete() {
      return deletes.get(at);
    }

    @Override
    public void close() {}
  }
}
