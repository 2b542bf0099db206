package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What an accepted ExportTableToPointInTime asks for.
 *
 * @param parameters the call's parameters without its client token: what a second call with the
 *     same token must equal
 */
record ExportOrder(
    TableIdentity table,
    ExportDestination destination,
    ExportFormat format,
    ExportContent content,
    ObjectNode parameters) {

  /** How items are written, under AWS's name for it. */
  enum ExportFormat {
    DYNAMODB_JSON,
    ION
  }

  /** What an incremental export tells of a changed item. */
  enum ViewType {
    NEW_IMAGE,
    NEW_AND_OLD_IMAGES
  }

  /** Which part of the table's history is exported. */
  sealed interface ExportContent {}

  /**
   * The state at a moment.
   *
   * @param time the moment as it is told back
   * @param micros the same, finer: the writes before it are in, those at or after it are not
   */
  record FullExport(Instant time, long micros) implements ExportContent {}

  /**
   * The net changes of a window.
   *
   * @param from inclusive
   * @param to exclusive
   */
  record IncrementalExport(Instant from, Instant to, ViewType view) implements ExportContent {}
}
