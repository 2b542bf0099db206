package dev.tailrace.sink.postgres;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.TableShape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names that Postgres keeps whole. It cuts every name at 63 bytes without an error, so two long
 * names could become one; a longer name is cut here, and a digest of all of it is put behind.
 */
final class Names {
  /** The most bytes of a name. */
  static final int MAX_BYTES = 63;

  /** What every table has already, so that no column of ours can have the name. */
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

  private static final int DIGEST_BYTES = 4;

  private Names() {}

  /** The name itself when it is short enough, else one that stands for it, always the same. */
  static String fitted(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= MAX_BYTES) {
      return name;
    }
    int end = MAX_BYTES - 1 - 2 * DIGEST_BYTES;
    while ((utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8) + "_" + digest(utf8);
  }

  private static String digest(byte[] utf8) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8);
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The shape with names that Postgres keeps, and cut after {@code mostColumns}. Columns that the
   * shape has in the first {@code settled} places are left as they are.
   */
  static TableShape fitted(TableShape shape, int settled, int mostColumns) {
    List<Column> columns = new ArrayList<>(shape.columns().subList(0, settled));
    Set<String> taken = new HashSet<>();
    shape.columns().forEach(c -> taken.add(folded(c.name())));
    int end = Math.max(settled, Math.min(mostColumns, shape.columns().size()));
    for (Column column : shape.columns().subList(settled, end)) {
      columns.add(
          new Column(
              column.attribute(), free(column.name(), taken), column.type(), column.byHand()));
    }
    return new TableShape(shape.key(), columns, shape.options());
  }

  private static String free(String own, Set<String> taken) {
    String name = fitted(own);
    if (name.equals(own) && !SYSTEM_COLUMNS.contains(name)) {
      return name;
    }
    for (int i = 2; SYSTEM_COLUMNS.contains(name) || !taken.add(folded(name)); i++) {
      name = fitted(own + "_" + i);
    }
    return name;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
