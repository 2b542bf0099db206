package dev.tailrace.sink.sql;

import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions that two rows have the same key. Where a column can't hold a part of the key, the
 * column is NULL and the part in the overflow document, in its one canonical form; such rows are
 * compared apart from all others, so that those can be joined by their columns.
 */
public final class KeyMatch {
  private final Dialect dialect;
  private final TableShape shape;

  /** For rows of {@code shape}, or of another with the same key. */
  public KeyMatch(Dialect dialect, TableShape shape) {
    this.dialect = dialect;
    this.shape = shape;
  }

  private List<String> columns() {
    return shape.keyColumns().stream().map(c -> Sql.name(c.name())).toList();
  }

  /** That the rows called {@code one} and {@code other} have the same key, all in its columns. */
  public List<String> plain(String one, String other) {
    return columns().stream().map(c -> one + "." + c + " = " + other + "." + c).toList();
  }

  /** The same of rows that have a part of the key in the overflow. */
  public List<String> overflowing(String one, String other) {
    List<String> conditions = new ArrayList<>();
    conditions.add(someAbsent(one + "."));
    String overflow = "." + Sql.name(MetaColumn.OVERFLOW);
    conditions.addAll(dialect.sameOverflowingKey(shape.key(), one + overflow, other + overflow));
    columns().stream()
        .map(c -> dialect.notDistinct(one + "." + c, other + "." + c))
        .forEach(conditions::add);
    return conditions;
  }

  /** That a row has a part of its key in the overflow; {@code alias} has its point. */
  public String someAbsent(String alias) {
    return columns().stream()
        .map(c -> alias + c + " IS NULL")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
