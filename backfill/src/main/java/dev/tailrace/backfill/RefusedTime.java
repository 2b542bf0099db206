package dev.tailrace.backfill;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Why an export was refused with InvalidExportTimeException. AWS has the one code for a time that
 * is too early, one that is too late and one that makes no sense, and only a message tells them
 * apart; so what point-in-time recovery says of itself decides.
 *
 * @param thing what the export is of, for the message
 * @param scope what was asked for
 * @param refusal what came back
 */
record RefusedTime(String thing, ExportScope scope, AwsException refusal) {
  /**
   * What to throw, given what was said after the refusal: permanent only where waiting can't help.
   */
  AwsException within(PitrStatus pitr) {
    // Exports know whole seconds; AWS may have cut what it was asked for.
    Instant first = scope.earliest().truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> missed = pitr.earliestRestorable().filter(first::isBefore);
    if (missed.isPresent()) {
      return new AwsException.OutOfReach(
          "%s: an export from %s on is asked for, and point-in-time recovery reaches back to %s only; a full export still can be had, so fill the target again from one"
              .formatted(thing, scope.earliest(), missed.get()),
          refusal);
    }
    Optional<Instant> due = pitr.latestRestorable().filter(scope.latest()::isAfter);
    if (due.isPresent()) {
      return new AwsException.Transient(
          "%s: an export up to %s is asked for, and point-in-time recovery has got to %s; tried again later"
              .formatted(thing, scope.latest(), due.get()),
          refusal);
    }
    return isNoWindow()
        ? refusal
        // It may have become restorable between the two calls.
        : new AwsException.Transient(
            refusal.getMessage() + "; within what can be restored, so tried again", refusal);
  }

  private boolean isNoWindow() {
    return scope instanceof ExportScope.Incremental window && !window.isOfLengthThatAwsTakes();
  }
}
