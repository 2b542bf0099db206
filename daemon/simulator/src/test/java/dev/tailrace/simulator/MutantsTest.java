package dev.tailrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A simulation is trusted for what it is seen to catch. */
@Tag("long")
final class MutantsTest {
  /** Within so many seeds each of them is caught. */
  private static final long SEEDS = 1000;

  @TestFactory
  Stream<DynamicTest> eachIsCaught() {
    return Mutants.all().entrySet().stream()
        .map(m -> DynamicTest.dynamicTest(m.getKey(), () -> isCaught(m.getKey(), m.getValue())));
  }

  private static void isCaught(String what, Parts parts) throws InterruptedException {
    Campaign campaign =
        new Campaign(seed -> new Simulation(seed, parts, Simulation.FEW_LINES).run())
            .run(1, SEEDS, 1);
    assertThat(campaign.failed()).as("«%s» in %d seeds", what, SEEDS).isNotEmpty();
    Report first = campaign.failed().get(0);
    String violation = first.violation().orElse("");
    System.out.printf(
        "caught at seed %d: %s (%s)%n",
        first.seed(), what, violation.substring(0, Math.min(100, violation.length())));
  }

  @Test
  void thereAreEnoughOfThem() {
    assertThat(Mutants.all()).hasSizeGreaterThanOrEqualTo(20);
  }
}
