package dev.tailrace.sink.postgres;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people have made of a table and for it, which would be lost with the table: everything but
 * its rows, its owner and the privileges on the whole of it, and the indexes of {@link KeyIndex}.
 *
 * @param things each with a description
 */
record Attached(List<Thing> things) {
  /**
   * One of them.
   *
   * @param column the column that it concerns; empty where that is the table
   * @param what a description, for people
   */
  record Thing(String column, String what) {}

  private static final int MOST_NAMED = 5;

  /** The table, called t. Indexes of ours keep the name that they were made with. */
  private static final String FIND =
      """
      WITH t AS (SELECT c.*, c.oid AS id FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
          WHERE n.nspname = ? AND c.relname = ?),
        a AS (SELECT a.* FROM t JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.id
          WHERE a.attnum > 0 AND NOT a.attisdropped)
      SELECT coalesce(a.attname, ''), pg_describe_object(d.classid, d.objid, d.objsubid)
        FROM t JOIN pg_catalog.pg_depend AS d
          ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.id
        LEFT JOIN a ON a.attnum = d.refobjsubid
        LEFT JOIN pg_catalog.pg_class AS i
          ON d.classid = 'pg_catalog.pg_class'::regclass AND i.oid = d.objid
        WHERE d.deptype IN ('n', 'a') AND i.oid IS DISTINCT FROM t.id
          AND NOT (i.oid IS NOT NULL AND i.relkind = 'i'
            AND starts_with(i.relname, '_tailrace_shadow_'))
      UNION ALL SELECT '', 'row-level security' FROM t WHERE relrowsecurity OR relforcerowsecurity
      UNION ALL SELECT '', 'storage parameters' FROM t WHERE reloptions IS NOT NULL
      UNION ALL SELECT '', 'a replica identity' FROM t WHERE relreplident <> 'd'
      UNION ALL SELECT '', 'a tablespace' FROM t WHERE reltablespace <> 0
      UNION ALL SELECT '', 'that it is not logged' FROM t WHERE relpersistence <> 'p'
      UNION ALL SELECT '', 'another owner' FROM t
        WHERE pg_get_userbyid(relowner) <> current_user
      UNION ALL SELECT '', 'a parent table' FROM t JOIN pg_catalog.pg_inherits ON inhrelid = t.id
      UNION ALL SELECT coalesce(a.attname, ''), 'a comment' FROM t
        JOIN pg_catalog.pg_description AS d
          ON d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = t.id
        LEFT JOIN a ON a.attnum = d.objsubid
      UNION ALL SELECT coalesce(a.attname, ''), 'a security label' FROM t
        JOIN pg_catalog.pg_seclabel AS d
          ON d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = t.id
        LEFT JOIN a ON a.attnum = d.objsubid
      UNION ALL SELECT attname, 'privileges on column ' || quote_ident(attname) FROM a
        WHERE attacl IS NOT NULL
      UNION ALL SELECT attname, 'settings of column ' || quote_ident(attname) FROM a
        WHERE attnotnull OR attoptions IS NOT NULL OR coalesce(attstattarget, -1) <> -1
          OR attcompression <> ''
      """;

  private static final String COLUMNS =
      "SELECT a.attname FROM pg_catalog.pg_attribute AS a"
          + " JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid"
          + " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped";

  Attached {
    things = List.copyOf(things);
  }

  /** Of a table that Tailrace made with {@code shape}. */
  static Attached of(Session session, TableName table, TableShape shape) throws SQLException {
    List<Thing> things =
        session.query(
            r -> new Thing(r.getString(1), r.getString(2)), FIND, table.schema(), table.name());
    Set<String> own = Set.copyOf(Sql.names(shape));
    columns(session, table).stream()
        .filter(c -> !own.contains(Sql.name(c)))
        .forEach(c -> things.add(new Thing(c, "column " + Sql.name(c))));
    return new Attached(things);
  }

  /** The names of all columns that the table has. */
  static List<String> columns(Session session, TableName table) throws SQLException {
    return session.query(r -> r.getString(1), COLUMNS, table.schema(), table.name());
  }

  boolean isEmpty() {
    return things.isEmpty();
  }

  /** Whether something would be lost with the column. */
  boolean concerns(String column) {
    return things.stream().anyMatch(t -> t.column().equals(column));
  }

  @Override
  public String toString() {
    String named =
        things.stream()
            .map(Thing::what)
            .distinct()
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", "));
    return things.size() > MOST_NAMED ? named + " and more" : named;
  }
}
