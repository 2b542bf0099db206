package dev.tailrace.local;

import java.time.Instant;

/**
 * An export as it stands.
 *
 * @param id such as {@code 01693685827463-2d8752fd}: the time it began, in milliseconds, and eight
 *     random hexadecimal digits
 */
record Export(String id, ExportOrder order, Instant startTime, String clientToken, State state) {

  String arn() {
    return order.table().arn() + "/export/" + id;
  }

  Export with(State newState) {
    return new Export(id, order, startTime, clientToken, newState);
  }

  /** IN_PROGRESS goes to COMPLETED or FAILED, once. */
  sealed interface State {
    /** AWS's name of the state. */
    String status();
  }

  /** Not ended yet. */
  record InProgress() implements State {
    @Override
    public String status() {
      return "IN_PROGRESS";
    }
  }

  /**
   * Everything is written, the manifest-summary last.
   *
   * @param manifestKey the manifest-summary's key
   * @param bytes the size of the data before compression
   */
  record Completed(Instant endTime, String manifestKey, long items, long bytes) implements State {
    @Override
    public String status() {
      return "COMPLETED";
    }
  }

  /** Given up. Some objects may have been written, never a manifest-summary. */
  record Failed(Instant endTime, ExportFailure failure) implements State {
    @Override
    public String status() {
      return "FAILED";
    }
  }
}
