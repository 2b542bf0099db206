package dev.tailrace.projection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of column types. */
final class ColumnTypes {
  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d{1,3}),\\s*(\\d{1,3})\\)");
  private static final Pattern TIME = Pattern.compile("timestamp\\(([a-z0-9-]+)\\)");

  private ColumnTypes() {}

  static ColumnType parse(String text) {
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      return new ColumnType.Decimal(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    Matcher time = TIME.matcher(text);
    if (time.matches()) {
      for (TimeSource source : TimeSource.values()) {
        if (source.text().equals(time.group(1))) {
          return new ColumnType.Timestamp(source);
        }
      }
    }
    return switch (text) {
      case "text" -> new ColumnType.Text();
      case "bytes" -> new ColumnType.Bytes();
      case "boolean" -> new ColumnType.Bool();
      case "bigint" -> new ColumnType.Int64();
      case "json" -> new ColumnType.Json();
      case "double" -> new ColumnType.Float64();
      default ->
          throw new IllegalArgumentException(
              "%s is no column type; there are %s".formatted(text, ColumnType.TEXTS));
    };
  }
}
