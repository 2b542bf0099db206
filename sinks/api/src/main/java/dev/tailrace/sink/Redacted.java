package dev.tailrace.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be printed of texts that may hold secrets.
 *
 * <p>Nothing here needs to understand a text to hide what is secret in it: what is shown is what
 * looks harmless, and everything from the first doubtful part on is one sign. So a URL that no
 * parser takes is as safe in a message as one that a sink opens.
 */
public final class Redacted {
  private static final String HIDDEN = "…";

  /** Parameters whose values are no secrets, of all sinks. */
  private static final Set<String> HARMLESS =
      Set.of(
          "answer-timeout-ms",
          "ApplicationName",
          "burst",
          "channelBinding",
          "check-every-ms",
          "connectTimeout",
          "currentSchema",
          "endpoint",
          "exportStage",
          "file-mode",
          "gssEncMode",
          "loginTimeout",
          "rate",
          "region",
          "role",
          "role-arn",
          "ssl",
          "sslmode",
          "state-table",
          "table-prefix",
          "targetServerType",
          "tcpKeepAlive",
          "warehouse",
          "writers");

  private static final Pattern SCHEME =
      Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*(?::[A-Za-z0-9]+)?://");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z0-9._,*-]*|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");
  private static final Pattern HARMLESS_PATH = Pattern.compile("[^?;&#=%@:\\s\\p{Cntrl}]*");
  private static final Pattern HARMLESS_VALUE = Pattern.compile("[A-Za-z0-9_.,:/*-]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_.-]{0,30}");

  private static final Pattern URL_WITHIN =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*(?::[A-Za-z0-9]+)?://[^\\s\"'<>)\\]}]+");
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passwd|pwd|passphrase|secret|token|credential|signature|access.?key|private.?key|external.?id)[\\w-]*)=(?:\"[^\"]*\"|'[^']*'|[^\\s,;&]+)");
  private static final Pattern HEADER = Pattern.compile("(?s)(header value:).*");

  private Redacted() {}

  /**
   * A URL without its user information and without the values of parameters that may be secrets. A
   * text that is no URL is shown as far as it looks like a path.
   */
  public static String url(String text) {
    Matcher found = SCHEME.matcher(text);
    String scheme = found.find() ? found.group() : "";
    String rest = text.substring(scheme.length());
    StringBuilder shown = new StringBuilder(scheme);
    int at = rest.lastIndexOf('@');
    if (at >= 0) {
      // A password may hold any sign, unescaped ones too: everything up to the last one goes.
      shown.append(HIDDEN).append('@');
      rest = rest.substring(at + 1);
    }
    if (!scheme.isEmpty()) {
      int end = indexOfAny(rest, "/?;&#");
      String authority = rest.substring(0, end);
      if (!AUTHORITY.matcher(authority).matches()) {
        return shown.append(HIDDEN).toString();
      }
      shown.append(authority);
      rest = rest.substring(end);
    }
    Matcher path = HARMLESS_PATH.matcher(rest);
    if (path.lookingAt()) {
      shown.append(path.group());
      rest = rest.substring(path.end());
    }
    if (rest.startsWith("?")) {
      return shown.append('?').append(query(rest.substring(1))).toString();
    }
    return rest.isEmpty() ? shown.toString() : shown.append(HIDDEN).toString();
  }

  private static int indexOfAny(String text, String signs) {
    for (int i = 0; i < text.length(); i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /** Shows parameters up to the first that may be a secret: what follows may be a part of it. */
  private static String query(String query) {
    List<String> shown = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      if (!HARMLESS.contains(name) || !HARMLESS_VALUE.matcher(value).matches()) {
        shown.add(equals < 0 ? HIDDEN : name(name) + "=" + HIDDEN);
        break;
      }
      shown.add(equals < 0 ? name : name + "=" + (value.contains("//") ? url(value) : value));
    }
    return String.join("&", shown);
  }

  /** The name of a parameter, if it looks like a name: letters, and what joins words. */
  public static String name(String name) {
    return HARMLESS.contains(name) || NAME.matcher(name).matches() ? name : HIDDEN;
  }

  /**
   * What a driver or an SDK says, with the URLs in it redacted, and without the values that are
   * assigned to what is called a password, a token or the like.
   */
  public static String message(String text) {
    String urls =
        URL_WITHIN.matcher(text).replaceAll(m -> Matcher.quoteReplacement(url(m.group())));
    String assigned =
        ASSIGNMENT
            .matcher(urls)
            .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + "=" + HIDDEN));
    return HEADER
        .matcher(assigned)
        .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + " " + HIDDEN));
  }
}
