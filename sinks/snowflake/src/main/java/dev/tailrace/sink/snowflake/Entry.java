package dev.tailrace.sink.snowflake;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.TargetTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the state holds of a table that Tailrace made.
 *
 * @param schema of the target
 * @param name of the target
 * @param role whether it is the target itself or on its way there
 * @param table where its rows are: for a live table the target, or the shadow that is to take its
 *     place
 * @param shape its columns; those from {@code made} on may not be there yet
 * @param made how many of the columns are known to be there
 * @param columnsMissing whether loads put attributes without a column into the overflow
 * @param swap what is left to do so that the rows are in the target
 */
record Entry(
    String schema,
    String name,
    Role role,
    TableName table,
    TableShape shape,
    int made,
    boolean columnsMissing,
    Swap swap) {
  enum Role {
    LIVE,
    SHADOW
  }

  enum Swap {
    /** Nothing. */
    NONE,
    /** The shadow takes the place of the table that is there. */
    REPLACE,
    /** The shadow gets the name, which nobody has. */
    RENAME
  }

  private static final int FIELDS = 5;

  static Entry of(TargetTable target, Role role, TableName table, TableShape shape) {
    return new Entry(
        target.schema(),
        target.name(),
        role,
        table,
        shape,
        shape.columns().size(),
        false,
        Swap.NONE);
  }

  TableName target() {
    return new TableName(schema, name);
  }

  boolean isOf(TargetTable other, Role otherRole) {
    return role == otherRole && schema.equals(other.schema()) && name.equals(other.name());
  }

  Entry withShape(TableShape wider) {
    return new Entry(schema, name, role, table, wider, made, columnsMissing, swap);
  }

  Entry withMade(int columns) {
    return new Entry(schema, name, role, table, shape, columns, columnsMissing, swap);
  }

  Entry withColumnsMissing(boolean missing) {
    return new Entry(schema, name, role, table, shape, made, missing, swap);
  }

  Entry swapped(Swap next) {
    return new Entry(schema, name, Role.LIVE, table, shape, made, columnsMissing, next);
  }

  Entry settled() {
    return new Entry(schema, name, role, target(), shape, made, columnsMissing, Swap.NONE);
  }

  /** Role, swap, flag and options in a line, then a line a column; fields are divided by tabs. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(role).append('\t').append(swap).append('\t').append(columnsMissing).append('\t');
    text.append(escaped(table.name())).append('\t').append(shape.options().toText());
    int keys = shape.key().attributes().size();
    for (int i = 0; i < shape.columns().size(); i++) {
      Column column = shape.columns().get(i);
      text.append('\n').append(escaped(column.attribute())).append('\t');
      text.append(escaped(column.name())).append('\t').append(column.type().toText());
      text.append('\t').append(i < keys ? shape.key().attributes().get(i).type().name() : "");
    }
    return text.toString();
  }

  /** What {@link #toText} wrote. */
  static Entry parse(String schema, String name, long made, String text) {
    String[] lines = text.split("\n", -1);
    String[] head = lines[0].split("\t", -1);
    if (head.length != FIELDS) {
      throw new IllegalStateException("not a table's entry: " + lines[0]);
    }
    List<KeyAttribute> key = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (String line : List.of(lines).subList(1, lines.length)) {
      String[] fields = line.split("\t", -1);
      String attribute = unescaped(fields[0]);
      columns.add(new Column(attribute, unescaped(fields[1]), ColumnType.parse(fields[2])));
      Optional.of(fields[3])
          .filter(t -> !t.isEmpty())
          .ifPresent(t -> key.add(new KeyAttribute(attribute, AttributeType.valueOf(t))));
    }
    return new Entry(
        schema,
        name,
        Role.valueOf(head[0]),
        new TableName(schema, unescaped(head[3])),
        new TableShape(new KeySchema(key), columns, TableOptions.parse(head[4])),
        Math.toIntExact(made),
        Boolean.parseBoolean(head[2]),
        Swap.valueOf(head[1]));
  }

  /** As the content of a JSON string, which has neither tabs nor ends of lines. */
  private static String escaped(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Utf8Buffer out = new Utf8Buffer(utf8.length);
    JsonString.escape(utf8, 0, utf8.length, out);
    return out.toString();
  }

  private static String unescaped(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new String(JsonString.unescaped(utf8, 0, utf8.length), StandardCharsets.UTF_8);
  }
}
