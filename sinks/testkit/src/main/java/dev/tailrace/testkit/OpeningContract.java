package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.projection.TableOptions;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What a sink does before anything is committed, what it tells of what is in the way, and how it
 * goes on after its connections broke.
 */
public abstract class OpeningContract extends SinkContract {
  private static final int TRIES = 20;

  /** Has no state of its own to set up. */
  protected OpeningContract() {}

  private List<String> obstacles(TargetTable... targets) {
    return warehouse().sink().obstacles(TABLE, List.of(targets));
  }

  @Test
  void openingReadingAndLookingLeaveNoTrace() {
    assertThat(state()).isEqualTo(TableState.none());
    assertThat(obstacles(TARGET)).isEmpty();
    assertThat(warehouse().sink().quarantined(TABLE)).isEmpty();
    assertThat(warehouse().traces()).isEmpty();
    warehouse().reopen();
    assertThat(state()).isEqualTo(TableState.none());
    assertThat(warehouse().traces()).isEmpty();
    goLive(TARGET);
    assertThat(warehouse().traces()).isNotEmpty();
    assertThat(obstacles(TARGET)).isEmpty();
  }

  @Test
  void whatWasPreparedForAStateThatIsGoneIsRefused() {
    LifeRow life = new LifeRow(4, EPOCH, "STREAMING", "{}");
    Commit late = new Commit(TABLE, 3, Optional.of(life), List.of(), List.of());
    assertThat(commit(late)).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(state()).isEqualTo(TableState.none());
  }

  @Test
  void aTableThatIsNotOursIsInTheWay() {
    warehouse().createForeignTable(TARGET);
    assertThat(obstacles(TARGET)).hasSize(1).first().asString().containsIgnoringCase("orders");
    TableState before = state();
    assertThat(before).isEqualTo(TableState.none());
  }

  @Test
  void theTargetOfAnotherSourceIsInTheWay() {
    goLive(TARGET);
    TableId other = new TableId("shop", "returns");
    assertThat(warehouse().sink().obstacles(other, List.of(TARGET)))
        .isNotEmpty()
        .first()
        .asString()
        .contains("returns")
        .containsIgnoringCase("orders");
    assertThat(warehouse().sink().read(other)).isEqualTo(TableState.none());
  }

  @Test
  void otherOptionsAreInTheWayOfAStreamAndNotOfABackfill() {
    TableOptions ignoring =
        new TableOptions(
            TableOptions.Layout.COLUMNS,
            TableOptions.Deletes.IGNORE,
            TableOptions.Deletes.IGNORE,
            false,
            false);
    TargetTable changed = new TargetTable(TARGET.schema(), TARGET.name(), TARGET.key(), ignoring);
    goLive(TARGET);
    assertThat(obstacles(changed)).hasSize(1).first().asString().contains("ignore");
    enter("PREFLIGHT");
    assertThat(obstacles(changed)).isEmpty();
  }

  @Test
  void aNameIsTheSameAsItself() {
    TargetTable other = new TargetTable(TARGET.schema(), "Returns", TARGET.key());
    assertThat(warehouse().sink().isSameTable(TARGET, TARGET)).isTrue();
    assertThat(warehouse().sink().isSameTable(TARGET, other)).isFalse();
    assertThat(obstacles(TARGET, other)).isEmpty();
    assertThat(obstacles(TARGET, TARGET)).isNotEmpty();
  }

  @Test
  void looksAtTheStateAreNotNegativelyFarApart() {
    assertThat(warehouse().sink().verifyEvery()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void theWorkGoesOnAfterAllConnectionsBroke() {
    Changes changes = changes(TEXT_KEY);
    goLive(TARGET);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"before\"}}"));
    if (!warehouse().breakConnections()) {
      return;
    }
    TableState read = retried(this::state);
    assertThat(read.life().map(LifeRow::version)).contains(version());

    assertThat(warehouse().breakConnections()).isTrue();
    Commit commit =
        with(
            List.of(),
            new Work.Merge(TARGET, List.of(changes.upsert("{\"pk\":{\"S\":\"after\"}}"))));
    assertThat(retried(() -> commit(commit))).isInstanceOf(CommitOutcome.Applied.class);
    assertThat(rows(TARGET)).extracting(r -> r.get("pk")).containsOnly("before", "after");
  }

  /** What a call answers when it is made again as often as the sink says that this may help. */
  private static <T> T retried(Supplier<T> call) {
    for (int i = 1; ; i++) {
      try {
        return call.get();
      } catch (SinkException.Unavailable | SinkException.OutcomeUnknown e) {
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }
}
