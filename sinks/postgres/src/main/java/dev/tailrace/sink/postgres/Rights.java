package dev.tailrace.sink.postgres;

import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks whether the role may do what the sink does. Asks the catalogue, and changes nothing. */
final class Rights {
  private static final String STATE = "tailrace";

  private final Session session;
  private final TableId table;
  private final PostgresDialect dialect;

  Rights(Session session, TableId table, PostgresDialect dialect) {
    this.session = session;
    this.table = table;
    this.dialect = dialect;
  }

  /** What the role is missing, a message each. */
  List<String> missing(List<TargetTable> targets) throws SQLException {
    List<String> missing = new ArrayList<>();
    ofDatabase().ifPresent(missing::add);
    Set<String> schemas = new LinkedHashSet<>();
    targets.forEach(t -> schemas.add(dialect.fitted(t.schema())));
    for (String schema : schemas) {
      ofSchema(schema, "CREATE").ifPresent(missing::add);
    }
    boolean stored = session.queryOne(r -> 1, dialect.existsSql(), STATE, "targets").isPresent();
    Optional<String> closed = ofSchema(STATE, stored ? "USAGE" : "CREATE");
    closed.ifPresent(missing::add);
    if (stored && closed.isEmpty()) {
      Optional<String> tables = ofState();
      tables.ifPresent(missing::add);
      if (tables.isEmpty()) {
        for (TargetTable target : targets) {
          ofTarget(target).ifPresent(missing::add);
        }
      }
    }
    return missing;
  }

  private Optional<String> ofDatabase() throws SQLException {
    return session.queryOne(
        r ->
            "%s: role %s may not make temporary tables in database %s; run: GRANT TEMPORARY ON DATABASE %s TO %s"
                .formatted(table, r.getString(1), r.getString(2), r.getString(3), r.getString(4)),
        "SELECT current_user, current_database(), quote_ident(current_database()),"
            + " quote_ident(current_user)"
            + " WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')");
  }

  /** A schema that is there has to let the role in; one that is not has to be made. */
  private Optional<String> ofSchema(String schema, String privilege) throws SQLException {
    return session.queryOne(
        r ->
            r.getBoolean(1)
                ? "%s: role %s may not use schema %s as it has to; run: GRANT %s ON SCHEMA %s TO %s"
                    .formatted(
                        table,
                        r.getString(2),
                        schema,
                        privilege.equals("USAGE") ? privilege : "USAGE, " + privilege,
                        r.getString(3),
                        r.getString(4))
                : "%s: role %s may not make schema %s, which is missing; run: CREATE SCHEMA %s AUTHORIZATION %s"
                    .formatted(table, r.getString(2), schema, r.getString(3), r.getString(4)),
        "SELECT n.oid IS NOT NULL, current_user, quote_ident(w.name), quote_ident(current_user)"
            + " FROM (SELECT CAST(? AS text) AS name) AS w"
            + " LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.name"
            + " WHERE CASE WHEN n.oid IS NULL"
            + " THEN NOT has_database_privilege(current_database(), 'CREATE')"
            + " ELSE NOT (has_schema_privilege(n.oid, 'USAGE') AND has_schema_privilege(n.oid, ?)) END",
        schema,
        privilege);
  }

  private Optional<String> ofState() throws SQLException {
    List<String> closed =
        session.query(
            r -> r.getString(1),
            "SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n"
                + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r'"
                + " AND NOT (has_table_privilege(c.oid, 'SELECT')"
                + " AND (c.relname = 'version' OR has_table_privilege(c.oid, 'INSERT')"
                + " AND has_table_privilege(c.oid, 'UPDATE')"
                + " AND has_table_privilege(c.oid, 'DELETE'))) ORDER BY 1",
            STATE);
    return closed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: the role may not read and write Tailrace's state tables %s; run: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA tailrace TO the role of the sink's URL"
                .formatted(table, String.join(", ", closed)));
  }

  /** A swap renames and drops, which is its owner's to do. */
  private Optional<String> ofTarget(TargetTable target) throws SQLException {
    return session.queryOne(
        r ->
            "%s: table %s belongs to role %s, and role %s can't replace it; run: ALTER TABLE %s OWNER TO %s"
                .formatted(
                    table, target, r.getString(1), r.getString(2), r.getString(3), r.getString(4)),
        "SELECT pg_get_userbyid(c.relowner), current_user, CAST(c.oid::regclass AS text),"
            + " quote_ident(current_user) FROM pg_catalog.pg_class AS c"
            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
            + " JOIN tailrace.targets AS t ON t.schema_name = n.nspname"
            + " AND t.table_name = c.relname"
            + " WHERE n.nspname = ? AND c.relname = ? AND t.pipeline = ? AND t.source_table = ?"
            + " AND NOT pg_has_role(c.relowner, 'USAGE')",
        dialect.fitted(target.schema()),
        dialect.fitted(target.name()),
        table.pipeline(),
        table.table());
  }
}
