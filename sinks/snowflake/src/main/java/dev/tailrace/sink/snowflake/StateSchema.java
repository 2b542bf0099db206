package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Makes the schema that Tailrace keeps its own state in. Every source table has a state table and a
 * change log of its own there: Snowflake locks whole tables, and so sources don't wait for each
 * other.
 */
final class StateSchema {
  static final int VERSION = 1;
  static final String SCHEMA = Sql.name("tailrace");
  static final String STAGE = SCHEMA + "." + Sql.name("files");
  static final String CLAIMS = SCHEMA + "." + Sql.name("targets");

  private static final String VERSIONS = SCHEMA + "." + Sql.name("version");

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS " + SCHEMA,
          "CREATE STAGE IF NOT EXISTS " + STAGE,
          "CREATE TABLE IF NOT EXISTS "
              + CLAIMS
              + " (\"schema_name\" VARCHAR,"
              + " \"table_name\" VARCHAR, \"pipeline\" VARCHAR, \"source_table\" VARCHAR)",
          "CREATE TABLE IF NOT EXISTS %s AS SELECT %d::NUMBER(19,0) AS \"version\", 0::NUMBER(19,0) AS \"claims\""
              .formatted(VERSIONS, VERSION));

  private StateSchema() {}

  /**
   * Whether the schema is there.
   *
   * @param what the database, for people
   * @throws SinkException.Rejected when its tables are of another Tailrace
   */
  static boolean isThere(Session session, String what) throws SQLException {
    Optional<Integer> stored = version(session);
    if (stored.filter(v -> v != VERSION).isPresent()) {
      throw new SinkException.Rejected(
          "%s: its state tables have version %s and this Tailrace knows version %d; run the release that wrote them"
              .formatted(what, stored.get(), VERSION));
    }
    return stored.isPresent();
  }

  /** Makes what is missing, outside of transactions. Several workers may do so at once. */
  static void create(Session session) throws SQLException {
    for (String statement : STATEMENTS) {
      session.execute(statement);
    }
  }

  private static Optional<Integer> version(Session session) throws SQLException {
    try {
      return session.queryOne(r -> r.getInt(1), "SELECT \"version\" FROM " + VERSIONS);
    } catch (SQLException e) {
      if (Failures.isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Takes turns with all who claim a target, until the transaction's end. */
  static void lockClaims(Session session) throws SQLException {
    session.execute("UPDATE " + VERSIONS + " SET \"claims\" = \"claims\" + 1");
  }

  /** The state table of a source. */
  static String stateTable(TableId table) {
    return SCHEMA + "." + Sql.name("state_" + label(table));
  }

  /** The change log of a source. */
  static String logTable(TableId table) {
    return SCHEMA + "." + Sql.name("log_" + label(table));
  }

  /** Makes them where they are missing; each comes with the rows it has to have. */
  static void createTables(Session session, TableId table) throws SQLException {
    session.execute(
        ("CREATE TABLE IF NOT EXISTS %s AS SELECT \"kind\"::VARCHAR AS \"kind\", ''::VARCHAR AS \"name\","
                + " ''::VARCHAR AS \"part\", ''::VARCHAR AS \"position\", 0::NUMBER(19,0) AS \"epoch\","
                + " 0::NUMBER(19,0) AS \"number\", ''::VARCHAR AS \"text\""
                + " FROM (VALUES ('lock'), ('life'), ('log')) AS v(\"kind\")")
            .formatted(stateTable(table)));
    session.execute(
        ("CREATE TABLE IF NOT EXISTS %s (\"ordinal\" NUMBER(19,0), \"op\" VARCHAR, \"key\" VARCHAR,"
                + " \"item\" VARCHAR, \"stream_arn\" VARCHAR, \"shard_id\" VARCHAR,"
                + " \"sequence\" VARCHAR, \"committed_at\" VARCHAR)")
            .formatted(logTable(table)));
  }

  /** For people the names, for certainty a hash of them. */
  private static String label(TableId table) {
    String names = table.pipeline() + "_" + table.table();
    String plain = names.replaceAll("[^A-Za-z0-9_.-]", "_");
    return plain.substring(0, Math.min(180, plain.length())) + "_" + hash(table);
  }

  private static String hash(TableId table) {
    try {
      String text = table.pipeline().length() + ":" + table.pipeline() + table.table();
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
