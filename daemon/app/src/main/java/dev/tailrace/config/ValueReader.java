package dev.tailrace.config;

import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * How values are read that are written as one text.
 *
 * @param wanted what is wanted, in words
 * @param example one of them
 * @param read out of the text; throws {@link ConfigException}, without the text in it
 */
record ValueReader(String wanted, String example, Function<String, Object> read) {
  private static final Map<Class<?>, ValueReader> ALL = all();

  private static Map<Class<?>, ValueReader> all() {
    Map<Class<?>, ValueReader> all = new LinkedHashMap<>();
    all.put(String.class, new ValueReader("a text", "text", text -> text));
    all.put(int.class, new ValueReader("a whole number", "1000", ValueReader::number));
    all.put(boolean.class, new ValueReader("true or false", "true", ValueReader::truth));
    all.put(Secret.class, new ValueReader("a text", "${VARIABLE}", Secret::new));
    all.put(
        SinkAddress.class,
        new ValueReader("a URL", "duckdb:///data/warehouse.duckdb", SinkAddress::new));
    all.put(
        Interval.class,
        new ValueReader("a length of time", "250ms, 10s, 5m or 2h", Interval::parse));
    all.put(ByteSize.class, new ValueReader("a size", "64MiB, 512KiB or 2GiB", ByteSize::parse));
    return Map.copyOf(all);
  }

  static boolean reads(Class<?> type) {
    return ALL.containsKey(type) || type == ColumnsConfig.class;
  }

  static ValueReader of(Class<?> type) {
    ValueReader reader = ALL.get(type);
    if (reader == null) {
      throw new IllegalStateException("no text is read as " + type);
    }
    return reader;
  }

  private static Object number(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new ConfigException("is a whole number, as 1000, without signs in it");
    }
    return Integer.valueOf(text);
  }

  private static Object truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new ConfigException("is true or false");
    }
    return Boolean.valueOf(text);
  }
}
