package dev.tailrace.demo;

import dev.tailrace.item.Item;
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
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A sink that says so and stands still for ever when it comes to a point; then it is killed. */
final class PausingSink implements Sink {
  private static final int ITEMS_UNTIL_MID_FILE = 20;

  private final Sink sink;
  private final String point;

  PausingSink(Sink sink, String point) {
    this.sink = sink;
    this.point = point;
  }

  private void at(String here) {
    if (here.equals(point)) {
      System.out.println("AT " + here);
      System.out.flush();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Guarantee guarantee() {
    return sink.guarantee();
  }

  @Override
  public TableState read(TableId table) {
    return sink.read(table);
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    String kind = KillPoint.kindOf(commit);
    at("before-" + kind);
    CommitOutcome outcome = sink.commit(commit);
    at("after-" + kind);
    return outcome;
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    sink.touchedSince(table, target, since, keys);
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    at("before-file");
    LoadOutcome outcome =
        sink.load(
            new DataFileLoad(
                load.table(),
                load.expectedLifeVersion(),
                load.target(),
                load.fileKey(),
                load.exportTime(),
                load.kind(),
                new PausingReader(load.items())));
    at("after-file");
    return outcome;
  }

  @Override
  public void close() {
    sink.close();
  }

  private final class PausingReader implements ItemReader {
    private final ItemReader items;
    private int read;

    PausingReader(ItemReader items) {
      this.items = items;
    }

    @Override
    public boolean next() {
      if (++read == ITEMS_UNTIL_MID_FILE) {
        at(KillPoint.MID_FILE);
      }
      return items.next();
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
}
