package dev.tailrace.sink.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WriteBudgetTest {
  private final AtomicLong nanos = new AtomicLong();
  private final WriteBudget budget =
      new WriteBudget(100, 200, nanos::get, length -> nanos.addAndGet(length.toNanos()));

  private Duration elapsed() {
    return Duration.ofNanos(nanos.get());
  }

  @Test
  void aBurstPassesAtOnceAndThenTheRateHolds() {
    budget.take(200);
    assertThat(elapsed()).isZero();
    budget.take(50);
    assertThat(elapsed()).isEqualTo(Duration.ofMillis(500));
    for (int i = 0; i < 100; i++) {
      budget.take(25);
    }
    assertThat(elapsed()).isEqualTo(Duration.ofMillis(25_500));
  }

  @Test
  void aQuietTimeFillsItUpToTheBurstAndNoFurther() {
    budget.take(200);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    Duration before = elapsed();
    budget.take(200);
    assertThat(elapsed()).isEqualTo(before);
    budget.take(100);
    assertThat(elapsed()).isEqualTo(before.plusSeconds(1));
  }

  @Test
  void moreThanTheBurstIsPaidForAfterwards() {
    budget.take(1000);
    assertThat(elapsed()).isEqualTo(Duration.ofSeconds(8));
  }
}
