package dev.tailrace.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time, written as {@code 250ms}, {@code 10s}, {@code 5m} or {@code 2h}. */
public record Interval(Duration duration) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  /** Reads the text. */
  public static Interval parse(String text) {
    Matcher matcher = WRITTEN.matcher(text.strip());
    if (!matcher.matches()) {
      throw new ConfigException(
          text.strip().matches("\\d{1,9}")
              ? "a length of time needs its unit; write it as %ss, or with ms, m or h"
                  .formatted(text.strip())
              : "is no length of time; write it as 250ms, 10s, 5m or 2h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return new Interval(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  static Interval ofSeconds(long seconds) {
    return new Interval(Duration.ofSeconds(seconds));
  }
}
