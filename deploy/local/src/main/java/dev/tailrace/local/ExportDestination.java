package dev.tailrace.local;

/**
 * Where an export goes, and the names of its objects there.
 *
 * @param prefix without a slash at its end, empty for the top of the bucket
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">
 *     the layout of exports</a>
 */
record ExportDestination(String bucket, String prefix) {
  private static final String FOLDER = "AWSDynamoDB/";

  ExportDestination {
    int end = prefix.length();
    while (end > 0 && prefix.charAt(end - 1) == '/') {
      end--;
    }
    prefix = prefix.substring(0, end);
  }

  private String folder() {
    return prefix.isEmpty() ? FOLDER : prefix + "/" + FOLDER;
  }

  /** The key of one of the files that lie directly in an export's folder. */
  String key(String exportId, String fileName) {
    return folder() + exportId + "/" + fileName;
  }

  /** The key of a data file of a full export. */
  String fullDataKey(String exportId, String fileName) {
    return folder() + exportId + "/data/" + fileName;
  }

  /** The key of a data file of an incremental export; all of a prefix's share one folder. */
  String incrementalDataKey(String fileName) {
    return folder() + "data/" + fileName;
  }
}
