package dev.tailrace.sink.sql;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import java.sql.SQLException;

/** What some failures mean for whoever asked, whatever the warehouse. */
public final class SqlFailures {
  private SqlFailures() {}

  /** A failure with another message: its state, code and stack trace stay, its causes don't. */
  public static SQLException retold(SQLException failure, String message) {
    SQLException told = new SQLException(message, failure.getSQLState(), failure.getErrorCode());
    told.setStackTrace(failure.getStackTrace());
    return told;
  }

  /** An item that can't be read. */
  public static DataFileException ofItem(String fileKey, Exception cause) {
    return new DataFileException(
        "data file %s: %s; the file is not what the export wrote, fetch it again or export again"
            .formatted(fileKey, said(cause)),
        cause);
  }

  /** A change that can't be read. */
  public static SinkException ofChange(String what, MalformedItemException cause) {
    return new SinkException.Rejected(
        "%s: a change is malformed, nothing was changed: %s".formatted(what, said(cause)), cause);
  }

  /** A failure of COMMIT; {@code cause} is one of {@link SessionHome#withoutValues}. */
  public static SinkException ofCommit(String what, SQLException cause) {
    return new SinkException.OutcomeUnknown(
        "%s: the COMMIT failed, so it may be done or not: %s".formatted(what, said(cause)), cause);
  }

  private static String said(Throwable cause) {
    return Redacted.message(String.valueOf(cause.getMessage()));
  }
}
