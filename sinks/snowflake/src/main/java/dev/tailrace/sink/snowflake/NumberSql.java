package dev.tailrace.sink.snowflake;

import java.util.List;
import java.util.regex.Pattern;

/**
 * SQL that takes the text of an N apart, and puts together again what a column holds exactly. A
 * cast would round; here a number is text until nothing is left to round. Every step is a query
 * over the one before and adds columns to it, by the number of the attribute.
 */
final class NumberSql {
  private static final Pattern LETTER = Pattern.compile("@([a-z])");
  private static final int MOST_DIGITS = 38;
  private static final String LEAST_LONG = "9223372036854775808";
  private static final String MOST_LONG = "9223372036854775807";

  private final int index;

  /** Of the attribute whose typed value is in the column {@code a} with this number. */
  NumberSql(int index) {
    this.index = index;
  }

  /**
   * What each step adds. At the end {@code u} are the number's digits without zeros before and
   * behind, {@code l} of them before the point and {@code s} behind it, either of which may be
   * negative, {@code z} is its sign, and {@code y} it without the sign and without an exponent,
   * where it is not too long for a column anyway.
   */
  List<String> steps() {
    return List.of(
        sql("UPPER(@a:\"N\"::VARCHAR) AS @t"),
        sql(
            "SPLIT_PART(@t, 'E', 1) AS @m, COALESCE(TRY_CAST(LTRIM(SPLIT_PART(@t, 'E', 2), '+') AS BIGINT), 0) AS @e"),
        sql(
            "LTRIM(REPLACE(@m, '.', ''), '+-0') AS @d, LENGTH(SPLIT_PART(@m, '.', 2)) - @e AS @f, CASE WHEN LEFT(@m, 1) = '-' THEN '-' ELSE '' END AS @z"),
        sql("RTRIM(@d, '0') AS @u, @f - LENGTH(@d) + LENGTH(RTRIM(@d, '0')) AS @s"),
        sql("LENGTH(@u) - @s AS @l"),
        sql(
            "CASE WHEN @u = '' THEN '0' WHEN @s <= 0 THEN @u || REPEAT('0', LEAST(0 - @s, %1$d)) WHEN @l > 0 THEN LEFT(@u, @l) || '.' || SUBSTR(@u, @l + 1) ELSE '0.' || REPEAT('0', LEAST(0 - @l, %1$d)) || @u END AS @y"
                .formatted(MOST_DIGITS)));
  }

  /** The number as a decimal of {@code precision} digits, NULL where it does not fit. */
  String decimal(int precision, int scale) {
    return sql(
        "CASE WHEN @u = '' OR (@s <= %1$d AND @l <= %2$d) THEN TO_NUMBER(@z || @y, %3$d, %1$d) END"
            .formatted(scale, precision - scale, precision));
  }

  /** The number as a signed integer of 64 bits, NULL where it does not fit. */
  String int64() {
    return sql(
        "CASE WHEN @u = '' OR (@s <= 0 AND (@l < 19 OR (@l = 19 AND @y <= CASE @z WHEN '-' THEN '%s' ELSE '%s' END))) THEN TO_NUMBER(@z || @y, 19, 0) END"
            .formatted(LEAST_LONG, MOST_LONG));
  }

  private String sql(String template) {
    return LETTER.matcher(template).replaceAll("\"$1" + index + "\"");
  }
}
