package dev.tailrace.core;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A life in the making: the one before, with some of it changed. */
final class LifeChange {
  Phase phase = Phase.ANCHORED;
  Optional<TableIdentity> table = Optional.empty();
  int attempt = 1;
  Optional<String> exportArn = Optional.empty();
  Optional<String> manifest = Optional.empty();
  Optional<Instant> exportTime = Optional.empty();
  long appliedThrough;
  Optional<Instant> completeUntil = Optional.empty();
  Optional<Repair> repair = Optional.empty();
  Optional<String> attention = Optional.empty();
  private final long generation;
  private final String streamArn;
  private final Instant anchoredAt;

  /** The generation that follows {@code before}. */
  LifeChange(Stored before, TableIdentity table, String streamArn, Instant anchoredAt) {
    this.table = Optional.of(table);
    this.generation = before.generation() + 1;
    this.streamArn = streamArn;
    this.anchoredAt = anchoredAt;
    // What the log holds so far is forgotten with the anchor.
    this.appliedThrough = before.logEnd();
    this.completeUntil = before.life().flatMap(Life::completeUntil);
  }

  LifeChange(Life before) {
    this.generation = before.generation();
    this.streamArn = before.streamArn();
    this.anchoredAt = before.anchoredAt();
    this.phase = before.phase();
    this.table = before.table();
    this.attempt = before.attempt();
    this.exportArn = before.exportArn();
    this.manifest = before.manifest();
    this.exportTime = before.exportTime();
    this.appliedThrough = before.appliedThrough();
    this.completeUntil = before.completeUntil();
    this.repair = before.repair();
    this.attention = before.attention();
  }

  LifeChange with(Consumer<LifeChange> change) {
    change.accept(this);
    return this;
  }

  /** Another export is to be asked for. */
  void forgetExport() {
    exportArn = Optional.empty();
    manifest = Optional.empty();
    if (repair.isEmpty()) {
      exportTime = Optional.empty();
    }
  }

  Life life() {
    return new Life(
        phase,
        table,
        generation,
        streamArn,
        anchoredAt,
        attempt,
        exportArn,
        manifest,
        exportTime,
        appliedThrough,
        completeUntil,
        repair,
        attention);
  }
}
