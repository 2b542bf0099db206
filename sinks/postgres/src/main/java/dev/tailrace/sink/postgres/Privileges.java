package dev.tailrace.sink.postgres;

import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.List;

/** The privileges on a table as a whole. */
final class Privileges {
  private static final String GRANTEE =
      "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END";

  private static final String OF_TABLE =
      " FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n"
          + " ON n.oid = c.relnamespace, aclexplode(c.relacl) AS a"
          + " WHERE n.nspname = ? AND c.relname = ? AND a.grantee <> c.relowner";

  private Privileges() {}

  /**
   * Lets those do with {@code to} what they may do with {@code from}, and nobody else anything:
   * default privileges may have given more to a table that is new.
   */
  static void copy(Session session, TableName from, TableName to) throws SQLException {
    List<String> statements =
        session.query(
            r -> r.getString(1),
            "SELECT DISTINCT 'REVOKE ALL ON ' || ? || ' FROM ' || " + GRANTEE + OF_TABLE,
            to.sql(),
            to.schema(),
            to.name());
    statements.addAll(
        session.query(
            r -> r.getString(1),
            "SELECT 'GRANT ' || a.privilege_type || ' ON ' || ? || ' TO ' || "
                + GRANTEE
                + " || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"
                + OF_TABLE,
            to.sql(),
            from.schema(),
            from.name()));
    for (String statement : statements) {
      session.execute(statement);
    }
  }
}
