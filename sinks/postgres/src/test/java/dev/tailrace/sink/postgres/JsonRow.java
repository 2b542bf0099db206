package dev.tailrace.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that equals another when the JSON in both means the same: jsonb keeps the members of an
 * object in an order of its own, and writes numbers in a way of its own. The server says what means
 * the same.
 */
final class JsonRow extends AbstractMap<String, String> {
  private final Map<String, String> values;

  JsonRow(Map<String, String> values) {
    this.values = values;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return values.entrySet();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Map<?, ?> that) || !values.keySet().equals(that.keySet())) {
      return false;
    }
    return values.entrySet().stream()
        .allMatch(e -> sameMeaning(e.getValue(), String.valueOf(that.get(e.getKey()))));
  }

  @Override
  public int hashCode() {
    return values.keySet().hashCode();
  }

  private static boolean sameMeaning(String one, String other) {
    boolean nested = one.startsWith("{") || one.startsWith("[");
    return Objects.equals(one, other)
        || (nested
            && one.charAt(0) == (other.isEmpty() ? ' ' : other.charAt(0))
            && !one.contains("\\u0000")
            && sameJson(one, other));
  }

  private static boolean sameJson(String one, String other) {
    try (Connection connection = Server.one().connect();
        PreparedStatement statement = connection.prepareStatement("SELECT ?::jsonb = ?::jsonb")) {
      statement.setString(1, one);
      statement.setString(2, other);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    } catch (SQLException e) {
      // Text that only looks like it.
      return false;
    }
  }

  /** JSON without the spaces that the server writes between its tokens. */
  static String withoutSpaces(String json) {
    StringBuilder out = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        out.append(c).append(json.charAt(++i));
      } else if (quoted || c != ' ') {
        quoted ^= c == '"';
        out.append(c);
      }
    }
    return out.toString();
  }
}
