package dev.tailrace.core;

import java.util.Optional;

/**
 * Whether the table that has the name in AWS is the one whose changes are stored. Changes of two
 * tables must never meet in one target, so what is stored of another table is left alone until a
 * person decides.
 */
final class SourceGuard {
  private final TableIdentity planned;
  private final String name;
  private Optional<SourceSeen> seen = Optional.empty();
  private boolean ended;

  SourceGuard(ProtocolSettings settings) {
    this.planned = settings.source().identity();
    this.name = settings.source().name();
  }

  /** Takes note of what a listing showed. */
  void saw(SourceSeen source) {
    seen = Optional.of(source);
    if (isPlanned()) {
      ended = false;
    }
  }

  /** Whether the table that was planned for is there, as far as was seen. */
  boolean isPlanned() {
    return seen.isEmpty() || seen.flatMap(SourceSeen::table).filter(planned::isSameAs).isPresent();
  }

  /** All that the stream of a table that is no longer there held is stored, or gone. */
  void streamEnded() {
    ended = true;
  }

  /** Whether the name is another table's now, so that nothing that was planned for it holds. */
  boolean isReplaced() {
    return seen.flatMap(SourceSeen::table).filter(t -> !planned.isSameAs(t)).isPresent();
  }

  /** Whether what is stored comes from another table, and nobody asked for this one yet. */
  boolean isForeign(Stored stored) {
    return stored.phase() != Phase.PREFLIGHT
        && stored.life().flatMap(Life::table).filter(t -> !t.isSameAs(planned)).isPresent();
  }

  /** Why nothing of the table may be read or stored; empty when it may. */
  Optional<String> refusal(Stored stored) {
    boolean wanted = stored.phase() == Phase.PREFLIGHT;
    if (isForeign(stored)) {
      TableIdentity known = stored.life().flatMap(Life::table).orElseThrow();
      return Optional.of(
          "table %s: what the sink holds under this pipeline and name comes from another table, %s, and this one is %s. Nothing was changed. Choose another pipeline or target; or, to replace its rows by this table's: tailrace resync -c <config> %s"
              .formatted(name, known, planned, name));
    }
    if (isPlanned() || !(ended || wanted)) {
      return Optional.empty();
    }
    return Optional.of(isReplaced() ? replaced() : deleted());
  }

  private String replaced() {
    return "table %s: it was deleted and made again as another table, %s. The rows of the old one stay as they were at its end. To replace them by the new table's: tailrace resync -c <config> %s"
        .formatted(name, seen.flatMap(SourceSeen::table).orElseThrow(), name);
  }

  private String deleted() {
    return "table %s: it was deleted. Its rows stay as they were when its stream ended. Take it out of source.tables; or make it again, then: tailrace resync -c <config> %s"
        .formatted(name, name);
  }
}
