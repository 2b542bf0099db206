package dev.tailrace.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written as {@code 64MiB}, {@code 512KiB}, {@code 2GiB} or a plain number. */
public record ByteSize(long bytes) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})\\s*(|b|kib|mib|gib)");

  /** Reads the text. */
  public static ByteSize parse(String text) {
    Matcher matcher = WRITTEN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new ConfigException("is no size; write it as 64MiB, 512KiB or 2GiB");
    }
    int shift =
        switch (matcher.group(2)) {
          case "kib" -> 10;
          case "mib" -> 20;
          case "gib" -> 30;
          default -> 0;
        };
    return new ByteSize(Long.parseLong(matcher.group(1)) << shift);
  }
}
