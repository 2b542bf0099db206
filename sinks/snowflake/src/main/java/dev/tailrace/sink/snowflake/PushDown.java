package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.StoredFile;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the warehouse make rows of data files by itself, straight out of the bucket that the export
 * was written to. Where SQL can't make the very rows that the items would become here, it says why,
 * and the items pass through this process as ever. Safe for use by several threads.
 */
final class PushDown {
  private static final Logger LOG = LoggerFactory.getLogger(PushDown.class);

  /** Attributes without a column in one file; more make too long a statement. */
  private static final int MOST_UNKNOWN = 1000;

  /** Snowflake takes a statement of 1 MB; the rest is for what is around this. */
  static final int LONGEST = 900_000;

  private static final String TOO_LONG = "it has so many columns that the query would be too long";

  private final Sessions sessions;
  private final ExportStage stage;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private volatile boolean functionMade;

  PushDown(Sessions sessions, ExportStage stage) {
    this.sessions = sessions;
    this.stage = stage;
  }

  /**
   * The rows of a data file; empty where the items have to be read here.
   *
   * @param shape of the table that they are for
   * @throws DataFileException when the file is not what the manifest says
   */
  Optional<StoredRows> rows(Session session, DataFileLoad load, TableShape shape, Instant now)
      throws SQLException {
    if (load.kind() == DataFileLoad.Kind.CHANGES) {
      return Optional.empty();
    }
    Optional<String> refusal = refusal(load, shape, now);
    if (refusal.isPresent()) {
      return refused(load, refusal.get());
    }
    StoredFile file = load.stored().orElseThrow();
    StagingTable staging = session.staging();
    stage.copy(session, sessions.what(load.table()), stage.path(file).orElseThrow(), staging);
    checkCount(session, load, file, staging);
    return project(session, load, shape, staging, now);
  }

  /** What can be said against it before anything is done. */
  private Optional<String> refusal(DataFileLoad load, TableShape shape, Instant now) {
    if (load.stored().isEmpty()) {
      return Optional.of("items change on their way, go to several targets, or are Ion");
    }
    if (stage.path(load.stored().get()).isEmpty()) {
      return Optional.of("the export is not below " + stage.url());
    }
    Optional<String> ofShape = ItemSql.refusal(shape);
    if (ofShape.isPresent()) {
      return ofShape;
    }
    String select = new ItemSql(shape, List.of()).select("", load.exportTime(), now);
    return select.length() > LONGEST ? Optional.of(TOO_LONG) : Optional.empty();
  }

  /** COPY loads all or nothing, by its word; it is counted all the same. */
  private void checkCount(Session session, DataFileLoad load, StoredFile file, StagingTable staging)
      throws SQLException {
    long there =
        session
            .queryOne(r -> r.getLong(1), "SELECT COUNT(*) FROM " + staging.sql())
            .orElseThrow(() -> new SQLException("no count came"));
    if (there != file.items()) {
      throw new DataFileException(
          "%s: data file %s has %d items in the stage %s, and the export's manifest says %d; nothing of it is loaded. Export again"
              .formatted(
                  sessions.what(load.table()), load.fileKey(), there, stage.name(), file.items()));
    }
  }

  private Optional<StoredRows> project(
      Session session, DataFileLoad load, TableShape shape, StagingTable staging, Instant now)
      throws SQLException {
    Map<String, Boolean> unknown = unknown(session, shape, staging);
    List<String> named = unknown.keySet().stream().filter(unknown::get).toList();
    if (unknown.size() > MOST_UNKNOWN) {
      return refused(load, "more than " + MOST_UNKNOWN + " attributes have no column");
    }
    if (named.stream().anyMatch(n -> n.indexOf('\0') >= 0)) {
      return refused(load, "an attribute has a null character in its name");
    }
    String select = new ItemSql(shape, named).select(staging.sql(), load.exportTime(), now);
    if (select.length() > LONGEST) {
      return refused(load, TOO_LONG);
    }
    makeFunction(session);
    boolean missing = !Tables.addable(shape, texts(named)).isEmpty();
    StoredRows rows;
    try {
      rows = StoredRows.make(session, shape, missing, select);
    } catch (SQLException e) {
      if (!Failures.isOfData(e)) {
        throw e;
      }
      // Whoever reads the items here can tell which of them it is, and what is wrong with it.
      return refused(load, "Snowflake can't make rows of it, error " + e.getErrorCode());
    }
    if (rows.isKeyless()) {
      rows.drop();
      return refused(load, "an item has no key, or one that no column holds");
    }
    say(load, "", "{}: {} is loaded by the warehouse itself out of {}, as data file {}{}");
    return Optional.of(rows);
  }

  private void makeFunction(Session session) throws SQLException {
    if (!functionMade) {
      PlainJsonFunction.create(session);
      functionMade = true;
    }
  }

  private static Map<String, Boolean> unknown(
      Session session, TableShape shape, StagingTable staging) throws SQLException {
    Map<String, Boolean> unknown = new LinkedHashMap<>();
    if (shape.options().hasAttributeColumns()) {
      session.forEach(
          r -> unknown.put(r.getString(1), r.getInt(2) == 1),
          ItemSql.unknownAttributes(shape, staging.sql(), MOST_UNKNOWN + 1));
    }
    return unknown;
  }

  private static Map<String, ColumnType> texts(List<String> names) {
    Map<String, ColumnType> texts = new LinkedHashMap<>();
    names.forEach(n -> texts.put(n, new ColumnType.Text()));
    return texts;
  }

  private Optional<StoredRows> refused(DataFileLoad load, String reason) {
    say(load, reason, "{}: {} is not loaded out of {} but through here, as data file {}: {}");
    return Optional.empty();
  }

  /** Once a target and reason; a backfill may have a hundred thousand files. */
  private void say(DataFileLoad load, String reason, String message) {
    if (said.add(load.target() + " " + reason)) {
      LOG.info(message, load.table(), load.target(), stage.name(), load.fileKey(), reason);
    }
  }
}
