package dev.tailrace.sink.sql;

import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The statements that merge staged rows into a table, in their order. The staging relation has the
 * table's columns by name and those of {@link StagingColumns}; it is called s and the table t.
 */
public final class MergeSql {
  private static final String FIRST = "s." + Sql.name(StagingColumns.FIRST);
  private static final String KIND = "s." + Sql.name(StagingColumns.KIND);

  private final Dialect dialect;
  private final TableName table;
  private final TableShape shape;
  private final Staged staged;
  private final KeyMatch keys;

  /** For rows of {@code staged} and the table, which have the same shape. */
  public MergeSql(Dialect dialect, TableName table, Staged staged) {
    this.dialect = dialect;
    this.table = table;
    this.shape = staged.shape();
    this.staged = staged;
    this.keys = new KeyMatch(dialect, shape);
  }

  /** What makes the table one that the changes happened to. */
  public List<String> merge() {
    return shape.options().history() ? versions() : replacements();
  }

  /** Adds all staged rows, none of whose keys the table has. */
  public String append() {
    return insert(List.of());
  }

  private List<String> replacements() {
    List<String> statements = new ArrayList<>();
    List<String> replaced = staged.marks() ? List.of(not(RowChange.Kind.MARK)) : List.of();
    statements.addAll(deletes(replaced));
    if (staged.marks()) {
      List<String> moved = marked().stream().map(c -> "%1$s = s.%1$s".formatted(c)).toList();
      statements.addAll(updates(moved, List.of(is(RowChange.Kind.MARK))));
    }
    statements.add(insert(List.of(is(RowChange.Kind.PUT))));
    if (staged.marks()) {
      List<String> conditions = new ArrayList<>(List.of(is(RowChange.Kind.MARK)));
      matches("t", List.of())
          .forEach(
              m ->
                  conditions.add(
                      "NOT EXISTS (SELECT 1 FROM %s AS t WHERE %s)"
                          .formatted(table.sql(), String.join(" AND ", m))));
      statements.add(insert(conditions));
    }
    return statements;
  }

  /** A row of an export gives way to a change that it has seen. */
  private List<String> versions() {
    List<String> statements = new ArrayList<>();
    String deleted = dialect.deleted(table);
    String sequence = deleted + "." + Sql.name(MetaColumn.SEQUENCE);
    String committedAt = Sql.name(MetaColumn.COMMITTED_AT);
    statements.addAll(
        deletes(
            List.of(
                FIRST,
                open(deleted),
                "(%1$s IS NULL OR %1$s = '0')".formatted(sequence),
                "%s.%2$s >= s.%2$s".formatted(deleted, committedAt))));
    List<String> closed = List.of(Sql.name(MetaColumn.VALID_TO) + " = s." + committedAt);
    statements.addAll(updates(closed, List.of(FIRST, open("t"))));
    statements.add(insert(List.of(not(RowChange.Kind.REMOVE))));
    return statements;
  }

  /**
   * Gives the values of columns that are new, or wider than they were, to the table's rows, whose
   * overflow documents have been projected anew.
   *
   * @param firstNew the index of the first new column
   * @param retyped the attributes whose columns are wider; they keep the values that they had
   */
  public List<String> promote(int firstNew, Set<String> retyped) {
    List<String> sets = new ArrayList<>();
    sets.add("%1$s = s.%1$s".formatted(Sql.name(MetaColumn.OVERFLOW)));
    for (int i = 0; i < shape.columns().size(); i++) {
      String name = Sql.name(shape.columns().get(i).name());
      if (i >= firstNew) {
        sets.add("%1$s = s.%1$s".formatted(name));
      } else if (retyped.contains(shape.columns().get(i).attribute())) {
        sets.add("%1$s = COALESCE(s.%1$s, t.%1$s)".formatted(name));
      }
    }
    return updates(sets, shape.options().history() ? List.of(open("t")) : List.of());
  }

  /** What of a row moves when it is marked as deleted. */
  private List<String> marked() {
    return shape.metadata().stream()
        .filter(c -> c != MetaColumn.OVERFLOW && c != MetaColumn.DOCUMENT)
        .map(Sql::name)
        .toList();
  }

  private static String open(String alias) {
    return alias + "." + Sql.name(MetaColumn.VALID_TO) + " IS NULL";
  }

  private List<String> deletes(List<String> further) {
    return matches(dialect.deleted(table), further).stream()
        .map(m -> dialect.delete(table, staged.relation(), m))
        .toList();
  }

  private List<String> updates(List<String> sets, List<String> further) {
    return matches("t", further).stream()
        .map(m -> dialect.update(table, sets, staged.relation(), m))
        .toList();
  }

  private List<List<String>> matches(String alias, List<String> further) {
    List<List<String>> matches = new ArrayList<>();
    matches.add(Stream.concat(keys.plain(alias, "s").stream(), further.stream()).toList());
    if (staged.keysInOverflow()) {
      matches.add(Stream.concat(keys.overflowing(alias, "s").stream(), further.stream()).toList());
    }
    return matches;
  }

  private String insert(List<String> conditions) {
    List<String> names = Sql.names(shape);
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return "INSERT INTO %s (%s) SELECT %s FROM %s AS s%s"
        .formatted(
            table.sql(),
            String.join(", ", names),
            String.join(", ", names.stream().map(this::staged).toList()),
            staged.relation(),
            where);
  }

  /** Of an item that was deleted the key is known, which is no document of the item. */
  private String staged(String name) {
    boolean isDocument = name.equals(Sql.name(MetaColumn.DOCUMENT));
    return isDocument && staged.marks()
        ? "CASE WHEN %s THEN s.%s END".formatted(not(RowChange.Kind.MARK), name)
        : "s." + name;
  }

  private String is(RowChange.Kind kind) {
    return KIND + " = " + dialect.text(kind.name());
  }

  private String not(RowChange.Kind kind) {
    return KIND + " <> " + dialect.text(kind.name());
  }
}
