package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.TableState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SinkRegressTest {
  private static final Life LIFE =
      Life.anchored(
          Stored.of(TableState.none()),
          World.TABLE,
          World.STREAM,
          Instant.parse("2026-01-01T00:00:00Z"));

  private static TableState state(Life life, long version) {
    return new TableState(Optional.of(life.toRow(version, 1)), List.of(), Map.of(), 0);
  }

  private static Optional<String> lost(TableState before, TableState now) {
    return SinkRegress.of(Stored.of(before), new ShardTree()).lostIn(now);
  }

  @Test
  void theSameStateAndALaterOneAreNoRegress() {
    assertThat(lost(state(LIFE, 3), state(LIFE, 3))).isEmpty();
    assertThat(lost(state(LIFE, 3), state(LIFE.in(Phase.EXPORTING), 4))).isEmpty();
  }

  @Test
  void anEarlierVersionAndNoneAreOne() {
    assertThat(lost(state(LIFE, 3), state(LIFE, 2))).isPresent();
    assertThat(lost(state(LIFE, 3), TableState.none())).isPresent();
  }

  @Test
  void anotherLifeUnderTheSameVersionIsOneToo() {
    assertThat(lost(state(LIFE, 3), state(LIFE.in(Phase.EXPORTING), 3))).isPresent();
  }
}
