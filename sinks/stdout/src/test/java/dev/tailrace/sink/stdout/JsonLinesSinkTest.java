package dev.tailrace.sink.stdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JsonLinesSinkTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("id", AttributeType.S)));
  private static final TargetTable TARGET = new TargetTable("main", "orders", KEY);
  private static final ShardRef SHARD = new ShardRef("arn", "shard-1");
  private static final Position HORIZON = new Position.TrimHorizon();
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonLinesSink sink = new JsonLinesSink(out);

  private static Origin origin(int number) {
    return new Origin(SHARD, SequenceNumber.of(Integer.toString(number)), TIME);
  }

  private static Change upsert(int number, String json) {
    Item item = Item.of(json);
    return new Change.Upsert(ItemKey.of(KEY, item), item, origin(number));
  }

  private static Change delete(int number, String json, boolean expired) {
    Item item = Item.of(json);
    return new Change.Delete(ItemKey.of(KEY, item), item, origin(number), expired);
  }

  private static Commit commit(Work... work) {
    return new Commit(TABLE, 0, Optional.empty(), List.of(), List.of(work));
  }

  private static Commit move(Optional<Position> from, Position to, long epoch) {
    CheckpointMove move = new CheckpointMove(SHARD, from, to, epoch, Optional.empty());
    return new Commit(TABLE, 0, Optional.empty(), List.of(move), List.of());
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void eachChangeIsALineWithAllTenTypes() {
    sink.commit(
        commit(
            new Work.Merge(
                TARGET,
                List.of(
                    upsert(
                        1,
                        "{\"id\":{\"S\":\"a\\n\"},\"n\":{\"N\":\"1\"},\"b\":{\"B\":\"AA==\"},\"t\":{\"BOOL\":true},\"z\":{\"NULL\":true},\"m\":{\"M\":{\"x\":{\"L\":[{\"N\":\"2\"}]}}},\"ss\":{\"SS\":[\"q\",\"p\"]},\"ns\":{\"NS\":[\"3\",\"20\"]},\"bs\":{\"BS\":[\"AQ==\"]}}"),
                    delete(2, "{\"id\":{\"S\":\"b\"}}", false),
                    delete(3, "{\"id\":{\"S\":\"c\"}}", true)))));
    assertThat(lines())
        .containsExactly(
            "{\"table\":\"orders\",\"op\":\"upsert\",\"sequence\":\"1\",\"committed_at\":\"2026-01-02T03:04:05Z\",\"item\":{\"id\":\"a\\n\",\"n\":1,\"b\":\"AA==\",\"t\":true,\"z\":null,\"m\":{\"x\":[2]},\"ss\":[\"p\",\"q\"],\"ns\":[3,20],\"bs\":[\"AQ==\"]}}",
            "{\"table\":\"orders\",\"op\":\"delete\",\"sequence\":\"2\",\"committed_at\":\"2026-01-02T03:04:05Z\",\"key\":{\"id\":\"b\"}}",
            "{\"table\":\"orders\",\"op\":\"expire\",\"sequence\":\"3\",\"committed_at\":\"2026-01-02T03:04:05Z\",\"key\":{\"id\":\"c\"}}");
  }

  @Test
  void whatIsLoggedIsPrintedOnceAndWhatIsLoadedAsWell() {
    sink.commit(commit(new Work.AppendLog(List.of(upsert(1, "{\"id\":{\"S\":\"a\"}}")))));
    DataFileLoad load =
        new DataFileLoad(
            TABLE, 0, TARGET, "f", TIME, DataFileLoad.Kind.FULL, one("{\"id\":{\"S\":\"b\"}}"));
    assertThat(sink.load(load)).isEqualTo(new LoadOutcome.Loaded(1));
    assertThat(sink.load(load)).isEqualTo(new LoadOutcome.AlreadyLoaded(1));
    sink.commit(commit(new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET)));
    assertThat(lines())
        .containsExactly(
            "{\"table\":\"orders\",\"op\":\"upsert\",\"sequence\":\"1\",\"committed_at\":\"2026-01-02T03:04:05Z\",\"item\":{\"id\":\"a\"}}",
            "{\"table\":\"orders\",\"op\":\"load\",\"committed_at\":\"2026-01-02T03:04:05Z\",\"item\":{\"id\":\"b\"}}");
    assertThat(sink.read(TABLE).logEnd()).isEqualTo(1);
  }

  private static ItemReader one(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new ItemReader() {
      private boolean read;

      @Override
      public boolean next() {
        boolean first = !read;
        read = true;
        return first;
      }

      @Override
      public byte[] bytes() {
        return bytes;
      }

      @Override
      public int from() {
        return 0;
      }

      @Override
      public int to() {
        return bytes.length;
      }

      @Override
      public boolean isDelete() {
        return false;
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void positionsAndLivesMoveByCompareAndSet() {
    assertThat(sink.commit(move(Optional.empty(), HORIZON, 5)))
        .isInstanceOf(CommitOutcome.Applied.class);
    assertThat(sink.commit(move(Optional.empty(), HORIZON, 5)))
        .isInstanceOf(CommitOutcome.Refused.class);
    Position first = new Position.After(SequenceNumber.of("1"));
    assertThat(sink.commit(move(Optional.of(HORIZON), first, 4)))
        .isInstanceOf(CommitOutcome.Refused.class);
    assertThat(sink.commit(move(Optional.of(HORIZON), first, 6)))
        .isInstanceOf(CommitOutcome.Applied.class);
    assertThat(sink.read(TABLE).checkpoints())
        .containsExactly(new Checkpoint(SHARD, first, 6, Optional.empty()));
    LifeRow second = new LifeRow(2, 1, "ANCHORED", "");
    assertThatThrownBy(
            () -> sink.commit(new Commit(TABLE, 0, Optional.of(second), List.of(), List.of())))
        .isInstanceOf(SinkException.Rejected.class);
  }

  @Test
  void aRefusedCommitPrintsNothing() {
    Work work = new Work.Merge(TARGET, List.of(upsert(1, "{\"id\":{\"S\":\"a\"}}")));
    Commit late = new Commit(TABLE, 7, Optional.empty(), List.of(), List.of(work));
    assertThat(sink.commit(late)).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(lines()).isEmpty();
  }

  @Test
  void aReaderThatIsGoneIsNamed() {
    JsonLinesSink broken =
        new JsonLinesSink(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            });
    Work work = new Work.Merge(TARGET, List.of(upsert(1, "{\"id\":{\"S\":\"a\"}}")));
    assertThatThrownBy(() -> broken.commit(commit(work)))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("Broken pipe");
  }
}
