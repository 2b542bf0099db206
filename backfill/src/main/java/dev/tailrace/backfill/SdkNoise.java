package dev.tailrace.backfill;

import java.util.regex.Pattern;

/** Cuts out of a message of the SDK what helps nobody. */
final class SdkNoise {
  private static final int LONGEST = 600;

  private static final Pattern NOISE =
      Pattern.compile(
          "\\s*\\((?:Service: |SDK Attempt Count: |SDK Diagnostics: )[^()]*\\)"
              + "|\\s*See cause for .*"
              + "|\\s*at \\[Source: .*"
              + "|:?\\s*ProfileFile\\(.*"
              // Wrong signatures are answered with what was signed, session token included.
              + "|\\s*The Canonical String for this request should have been.*"
              + "|\\s*Authorization=?.*|\\s*\\S* not a valid key=value pair.*",
          Pattern.DOTALL);

  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "\\b(?:java|javax|sun|software\\.amazon|com\\.amazonaws|org\\.apache)\\.(?:[a-z][a-z0-9]*\\.)*[A-Z]\\w*(?:@[0-9a-f]+)?:?\\s?");

  private SdkNoise() {}

  /** The message as one line without a full stop; never empty. */
  static String cut(String message) {
    String rest = NOISE.matcher(message).replaceAll("");
    rest = CLASS_NAME.matcher(rest).replaceAll("").replaceAll("\\s+", " ").strip();
    while (rest.endsWith(".") || rest.endsWith(":")) {
      rest = rest.substring(0, rest.length() - 1).strip();
    }
    if (rest.length() > LONGEST) {
      rest = rest.substring(0, LONGEST) + "…";
    }
    return rest.isEmpty() ? "the SDK gives no reason" : rest;
  }
}
