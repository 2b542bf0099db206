package dev.tailrace.config;

import java.util.regex.Pattern;

/**
 * The text of a key in messages. A key that looks like no word is not repeated: it may be a secret
 * that got into the wrong place.
 */
final class ShownKey {
  private static final Pattern WORD =
      Pattern.compile("[a-z][a-z_-]{0,30}|[a-z]{1,15}([A-Z][a-z]{1,15}){0,4}");

  private ShownKey() {}

  static boolean isShown(String key) {
    return WORD.matcher(key).matches();
  }

  /** With a space before it; empty when it is not shown. */
  static String behindAWord(String key) {
    return isShown(key) ? " " + key : "";
  }
}
