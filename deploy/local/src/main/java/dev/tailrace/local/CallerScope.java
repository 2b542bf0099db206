package dev.tailrace.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose tables a request means. Emulators keep apart what different regions and access keys (to
 * them: accounts) make, so calls on behalf of a request have to name the request's own.
 */
record CallerScope(String accessKeyId, String region) {
  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=([^/,\\s]+)/[0-9]{8}/([^/,\\s]+)/");
  private static final CallerScope ANYONE = new CallerScope("test", "us-east-1");

  /**
   * Out of a signature of version 4.
   *
   * @param authorization the Authorization header; a request without a signature is anyone's
   */
  static CallerScope of(@Nullable String authorization) {
    if (authorization == null) {
      return ANYONE;
    }
    Matcher credential = CREDENTIAL.matcher(authorization);
    return credential.find() ? new CallerScope(credential.group(1), credential.group(2)) : ANYONE;
  }
}
