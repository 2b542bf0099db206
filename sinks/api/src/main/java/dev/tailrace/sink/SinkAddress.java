package dev.tailrace.sink;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a sink, which may hold a password. Its text is what may be printed: {@link
 * Redacted#url}.
 *
 * @param url the URL as a sink reads it, with everything that is secret in it; its scheme is in
 *     small letters, as RFC 3986 lets schemes be compared
 */
public record SinkAddress(String url) {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

  /** Takes white space away and puts the scheme into small letters. */
  public SinkAddress {
    url = url.strip();
    Matcher scheme = SCHEME.matcher(url);
    if (scheme.matches()) {
      String name = scheme.group(1);
      url = name.toLowerCase(Locale.ROOT) + url.substring(name.length());
    }
  }

  /** What stands before the first colon; empty when that is no scheme. */
  public String scheme() {
    Matcher scheme = SCHEME.matcher(url);
    return scheme.matches() ? scheme.group(1) : "";
  }

  /** Whether the URL is of this scheme, two slashes included. */
  public boolean isOf(String scheme) {
    return url.startsWith(scheme + "://");
  }

  @Override
  public String toString() {
    return Redacted.url(url);
  }
}
