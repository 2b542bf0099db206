package dev.tailrace.sink.postgres;

import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Makes the tables that Tailrace keeps its own state in. */
final class StateSchema {
  static final int VERSION = 1;

  private static final int OLDEST_SERVER = 150_000;
  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('tailrace.schema'))";

  private static final List<String> TABLES =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS tailrace",
          "CREATE TABLE tailrace.version (version integer NOT NULL)",
          "INSERT INTO tailrace.version VALUES (" + VERSION + ")",
          """
          CREATE TABLE tailrace.tables (
            pipeline text NOT NULL, source_table text NOT NULL,
            version bigint NOT NULL, epoch bigint NOT NULL,
            phase text NOT NULL, document text NOT NULL,
            PRIMARY KEY (pipeline, source_table))""",
          """
          CREATE TABLE tailrace.checkpoints (
            pipeline text NOT NULL, source_table text NOT NULL,
            stream_arn text NOT NULL, shard_id text NOT NULL,
            sequence text, finished boolean NOT NULL, epoch bigint NOT NULL,
            complete_until timestamptz,
            PRIMARY KEY (pipeline, source_table, stream_arn, shard_id))""",
          """
          CREATE TABLE tailrace.files (
            pipeline text NOT NULL, source_table text NOT NULL,
            file_key text NOT NULL, items bigint NOT NULL,
            PRIMARY KEY (pipeline, source_table, file_key))""",
          // What a load must find unchanged at its end: the generation goes up with whatever
          // happens to a shadow table but loads.
          "CREATE SEQUENCE tailrace.generations",
          """
          CREATE TABLE tailrace.targets (
            schema_name text NOT NULL, table_name text NOT NULL,
            pipeline text NOT NULL, source_table text NOT NULL,
            generation bigint NOT NULL, indexed boolean NOT NULL, columns_missing boolean NOT NULL,
            PRIMARY KEY (schema_name, table_name))""",
          """
          CREATE TABLE tailrace.columns (
            schema_name text NOT NULL, table_name text NOT NULL,
            ordinal integer NOT NULL, attribute text NOT NULL, column_name text NOT NULL,
            type text NOT NULL, key_type text,
            PRIMARY KEY (schema_name, table_name, ordinal))""",
          """
          CREATE TABLE tailrace.log_ends (
            pipeline text NOT NULL, source_table text NOT NULL, log_end bigint NOT NULL,
            PRIMARY KEY (pipeline, source_table))""",
          """
          CREATE TABLE tailrace.change_log (
            pipeline text NOT NULL, source_table text NOT NULL,
            ordinal bigint NOT NULL, op text NOT NULL, key bytea NOT NULL,
            item text NOT NULL, stream_arn text NOT NULL, shard_id text NOT NULL,
            sequence text NOT NULL, committed_at timestamptz NOT NULL,
            PRIMARY KEY (pipeline, source_table, ordinal))""");

  private StateSchema() {}

  /**
   * Makes the tables where they are missing. Of several workers that start at once one does, and
   * the others wait for it; a worker that finds them needs no right to make any.
   *
   * @throws SinkException.Rejected when the server is too old, doesn't store UTF-8, or has tables
   *     of another Tailrace
   */
  static void create(Sessions sessions) throws SQLException {
    try (Session session = sessions.open()) {
      session.begin();
      checkServer(session, sessions.what());
      Optional<Integer> stored = version(session);
      if (stored.isEmpty()) {
        lock(session);
        stored = version(session);
      }
      if (stored.isPresent()) {
        check(stored.get(), sessions.what());
        return;
      }
      for (String statement : TABLES) {
        session.execute(statement);
      }
      session.commitOrUnknown(sessions.what());
    }
  }

  /** Until the transaction's end no other worker makes schemas. */
  static void lock(Session session) throws SQLException {
    session.query(r -> "", LOCK);
  }

  private static void checkServer(Session session, String what) throws SQLException {
    int release =
        session
            .queryOne(r -> r.getInt(1), "SELECT current_setting('server_version_num')::integer")
            .orElseThrow();
    if (release < OLDEST_SERVER) {
      throw new SinkException.Rejected(
          "%s: the server is Postgres %d, and Tailrace needs 15 or newer; upgrade it"
              .formatted(what, release / 10_000));
    }
    String encoding = session.queryOne(r -> r.getString(1), "SHOW server_encoding").orElseThrow();
    if (!encoding.equals("UTF8")) {
      throw new SinkException.Rejected(
          "%s: the database's encoding is %s, and Tailrace needs UTF8; make a database with ENCODING 'UTF8'"
              .formatted(what, encoding));
    }
  }

  private static Optional<Integer> version(Session session) throws SQLException {
    // Not to_regclass: that may answer out of a cache that other workers' commits don't reach.
    boolean made =
        session
            .queryOne(
                r -> r.getInt(1),
                "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'tailrace'"
                    + " AND tablename = 'version'")
            .isPresent();
    return made
        ? session.queryOne(r -> r.getInt(1), "SELECT version FROM tailrace.version")
        : Optional.empty();
  }

  private static void check(int stored, String what) {
    if (stored != VERSION) {
      throw new SinkException.Rejected(
          "%s: its state tables have version %d and this Tailrace knows version %d; run the release that wrote them"
              .formatted(what, stored, VERSION));
    }
  }
}
