package dev.tailrace.local;

import java.util.Optional;

/** Decides which exports fail on purpose, so that others can test what they do then. */
@FunctionalInterface
public interface ExportFault {

  /**
   * Asked once for every export, on the export's own thread, when its data files are written and
   * its manifests are not.
   *
   * @param table the table's name
   * @param exportArn the export's ARN
   * @return the failure to end with, empty to let the export complete
   */
  Optional<ExportFailure> failure(String table, String exportArn);

  /** Lets every export complete. */
  static ExportFault none() {
    return (table, exportArn) -> Optional.empty();
  }
}
