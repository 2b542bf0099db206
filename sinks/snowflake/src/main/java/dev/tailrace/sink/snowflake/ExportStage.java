package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.StoredFile;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An external stage, made by whoever runs the account, over the place that exports are written to.
 *
 * @param name as SQL names it, without the at sign
 * @param url the place, ending in a slash
 */
record ExportStage(String name, String url) {
  private static final Pattern URL =
      Pattern.compile("\\[?\"?(?:s3|s3gov|s3china)://([^\"\\]]+)\"?]?");
  private static final Pattern FOLDER = Pattern.compile("\\[?\"?(file://[^\"\\]]+)\"?]?");

  /** "Failure using stage area": the bucket does not let Snowflake in. */
  private static final int STAGE_AREA = 91003;

  private static final int REMOTE_FILE = 91016;

  /**
   * The stage of this name, which lies where Snowflake says.
   *
   * @throws SinkException.Rejected when there is none, or not over a bucket
   */
  static ExportStage find(Session session, String what, String name) throws SQLException {
    Optional<String> url;
    try {
      url =
          session
              .query(
                  r -> Optional.ofNullable(r.getString("property_value")).orElse(""),
                  "DESCRIBE STAGE " + name)
              .stream()
              .flatMap(v -> location(v).stream())
              .findFirst();
    } catch (SQLException e) {
      if (Failures.isMissing(e)) {
        throw missing(what, name, e);
      }
      throw e;
    }
    return url.map(u -> new ExportStage(name, u.endsWith("/") ? u : u + "/"))
        .orElseThrow(
            () ->
                new SinkException.Rejected(
                    "%s: exportStage %s is no external stage over a bucket in S3; make it with CREATE STAGE … URL = 's3://bucket/prefix/' STORAGE_INTEGRATION = …"
                        .formatted(what, name)));
  }

  private static Optional<String> location(String property) {
    Matcher bucket = URL.matcher(property);
    if (bucket.matches()) {
      return Optional.of("s3://" + bucket.group(1));
    }
    return Optional.of(FOLDER.matcher(property)).filter(Matcher::matches).map(m -> m.group(1));
  }

  private static SinkException missing(String what, String name, SQLException e) {
    return new SinkException.Rejected(
        "%s: exportStage %s does not exist, or the role may not use it; make it, or GRANT USAGE ON its database, its schema and STAGE %s to the role (%s)"
            .formatted(what, name, name, Failures.text(e)),
        Failures.withoutValues(e));
  }

  /** The file's name within the stage, if it lies there. */
  Optional<String> path(StoredFile file) {
    return Optional.of(file.url())
        .filter(u -> u.startsWith(url))
        .map(u -> u.substring(url.length()));
  }

  /**
   * Copies a file's lines into a staging table, a row each.
   *
   * @throws DataFileException when Snowflake can't make anything of the file
   * @throws SinkException.Rejected when it can't get at the bucket
   */
  void copy(Session session, String what, String path, StagingTable staging) throws SQLException {
    try {
      session.execute(copySql(path, staging.sql()));
    } catch (SQLException e) {
      int code = e.getErrorCode();
      if (Failures.isMissing(e)) {
        throw missing(what, name, e);
      }
      if (code == STAGE_AREA) {
        throw new SinkException.Rejected(
            "%s: the stage %s can't reach %s: %s; check the bucket's name, the integration's STORAGE_ALLOWED_LOCATIONS, and that the role of DESC INTEGRATION may s3:GetObject and s3:ListBucket there, and kms:Decrypt where it is encrypted"
                .formatted(what, name, url, Failures.text(e)),
            Failures.withoutValues(e));
      }
      if (code == REMOTE_FILE || Failures.isOfData(e)) {
        throw new DataFileException(
            "%s: data file %s%s: Snowflake can't read it: %s; the file is not what the export wrote, or is gone: export again"
                .formatted(what, url, path, Failures.text(e)),
            Failures.withoutValues(e));
      }
      throw e;
    }
  }

  /**
   * The file is named, so it is an error if it is not there; FORCE, for Snowflake remembers what a
   * table was filled with, and a staging table is used again.
   */
  String copySql(String path, String staging) {
    return "COPY INTO %s FROM @%s FILES = (%s) FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP STRIP_OUTER_ARRAY = FALSE STRIP_NULL_VALUES = FALSE ALLOW_DUPLICATE = FALSE IGNORE_UTF8_ERRORS = FALSE REPLACE_INVALID_CHARACTERS = FALSE) ON_ERROR = ABORT_STATEMENT FORCE = TRUE"
        .formatted(staging, name, Sql.text(path));
  }
}
