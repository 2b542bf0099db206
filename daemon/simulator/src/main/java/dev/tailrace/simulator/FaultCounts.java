package dev.tailrace.simulator;

import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault was injected. */
final class FaultCounts {
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);

  void add(Fault fault) {
    counts.merge(fault, 1L, Long::sum);
  }

  Map<Fault, Long> view() {
    return new EnumMap<>(counts);
  }
}
