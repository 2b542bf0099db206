package dev.tailrace.lease;

import dev.tailrace.core.Wants;

/** Something that happened; mostly the answer to a {@link LeaseCommand}. */
public sealed interface LeaseEvent {
  /** Time has passed. */
  record Woke() implements LeaseEvent {}

  /** A table says what has to be done of it. */
  record Wanted(String table, Wants wants) implements LeaseEvent {}

  /** Nothing more is done of a table by this worker. */
  record TableEnded(String table) implements LeaseEvent {}

  /** This worker is to end. Tables end by themselves before. */
  record StopRequested() implements LeaseEvent {}

  /** Answers {@link LeaseCommand.Look}. */
  record Seen(LeaseTable table) implements LeaseEvent {}

  /** Answers {@link LeaseCommand.Take}: the unit is this worker's. */
  record Taken(Unit unit, long epoch) implements LeaseEvent {}

  /** Answers any other call; also a {@link LeaseCommand.Take} that another worker was before. */
  record Done(LeaseCommand command) implements LeaseEvent {}

  /** A call failed; it may have happened. */
  record Failed(LeaseCommand command, String message) implements LeaseEvent {}
}
