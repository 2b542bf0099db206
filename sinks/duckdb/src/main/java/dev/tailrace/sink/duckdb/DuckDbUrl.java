package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file as the configuration names it: {@code duckdb:///path/to/file.duckdb}, or with {@code
 * ?file-mode=0640} behind it.
 */
public record DuckDbUrl(Path file, DuckDbSettings settings) {
  private static final String PREFIX = "duckdb://";
  private static final String MODE = "file-mode=";
  private static final Pattern LOGIN = Pattern.compile("^[^/]*:[^/]*@");
  private static final Pattern AMPERSAND = Pattern.compile("&");

  /**
   * Reads a URL.
   *
   * @throws SinkException.Rejected when it names no file, or has a parameter that is not known
   */
  public static DuckDbUrl parse(String url) {
    String rest = url.substring(PREFIX.length());
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    if (path.isEmpty() || path.endsWith("/") || LOGIN.matcher(path).find()) {
      throw rejected(url, "names no file; write duckdb:///path/to/file.duckdb, without a login");
    }
    DuckDbSettings settings = DuckDbSettings.defaults();
    String query = question < 0 ? "" : rest.substring(question + 1);
    for (String parameter : AMPERSAND.splitAsStream(query).filter(p -> !p.isEmpty()).toList()) {
      if (!parameter.startsWith(MODE)) {
        throw rejected(url, "has another parameter than file-mode, as in ?file-mode=0640");
      }
      settings = settings.withFileMode(mode(url, parameter.substring(MODE.length())));
    }
    return new DuckDbUrl(Path.of(path).toAbsolutePath(), settings);
  }

  private static SinkException rejected(String url, String reason) {
    return new SinkException.Rejected("sink %s: %s".formatted(Redacted.url(url), reason));
  }

  private static FileMode mode(String url, String text) {
    try {
      return FileMode.parse(text);
    } catch (IllegalArgumentException e) {
      throw rejected(url, String.valueOf(e.getMessage()));
    }
  }
}
