package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes the tables that Tailrace keeps its own state in. They have no primary keys: DuckDB checks
 * those against rows that the same transaction has deleted, and the compare-and-sets under the
 * commit lock keep the rows unique.
 */
final class StateSchema {
  static final int VERSION = 1;

  private static final List<String> TABLES =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS tailrace",
          "CREATE TABLE IF NOT EXISTS tailrace.version (version INTEGER NOT NULL)",
          """
          CREATE TABLE IF NOT EXISTS tailrace.tables (
            pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL,
            version BIGINT NOT NULL, epoch BIGINT NOT NULL,
            phase VARCHAR NOT NULL, document VARCHAR NOT NULL, log_end BIGINT NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS tailrace.checkpoints (
            pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL,
            stream_arn VARCHAR NOT NULL, shard_id VARCHAR NOT NULL,
            sequence VARCHAR, finished BOOLEAN NOT NULL, epoch BIGINT NOT NULL,
            complete_until TIMESTAMPTZ)""",
          """
          CREATE TABLE IF NOT EXISTS tailrace.files (
            pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL,
            file_key VARCHAR NOT NULL, items BIGINT NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS tailrace.targets (
            pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL,
            schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS tailrace.columns (
            schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL,
            attribute VARCHAR NOT NULL, column_name VARCHAR NOT NULL,
            type VARCHAR NOT NULL, key_type VARCHAR, ordinal INTEGER NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS tailrace.change_log (
            pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL,
            ordinal BIGINT NOT NULL, op VARCHAR NOT NULL, key BLOB NOT NULL,
            item VARCHAR NOT NULL, stream_arn VARCHAR NOT NULL, shard_id VARCHAR NOT NULL,
            sequence VARCHAR NOT NULL, committed_at TIMESTAMPTZ NOT NULL)""");

  private StateSchema() {}

  /** Makes what is missing, in one transaction. */
  static void create(Session session, String file) throws SQLException {
    session.begin();
    for (String statement : TABLES) {
      session.execute(statement);
    }
    int stored =
        session.queryOne(r -> r.getInt(1), "SELECT version FROM tailrace.version").orElse(0);
    if (stored == 0) {
      session.execute("INSERT INTO tailrace.version VALUES (?)", VERSION);
    } else if (stored != VERSION) {
      session.rollBack();
      throw new SinkException.Rejected(
          "%s: its state tables have version %d and this Tailrace knows version %d; run the release that wrote them"
              .formatted(file, stored, VERSION));
    }
    session.commitOrUnknown(file);
  }
}
