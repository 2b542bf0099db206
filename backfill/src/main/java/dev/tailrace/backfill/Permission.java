package dev.tailrace.backfill;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to do about a refused call, by the action and the resource that AWS names in the refusal.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">the
 *     forms of access denied messages</a>
 */
final class Permission {
  private static final Pattern NAMED =
      Pattern.compile("to perform: \"?(\\w+:\\w+)\"?(?: on resource: \"?([^\\s\"]+))?");

  private static final String TO_WHOM = " to the role or user that Tailrace runs as";
  private static final String MISSING_TOO =
      ". (S3 says the same of an object that is missing, unless s3:ListBucket is granted too.)";

  private Permission() {}

  /** About a refused read of an object; {@code said} is what S3 says. */
  static String toReadFromS3(String said) {
    Matcher named = NAMED.matcher(said);
    if (!named.find()) {
      return "grant s3:GetObject on it" + TO_WHOM + MISSING_TOO;
    }
    return named.group(1).startsWith("kms:")
        ? toUseTheKey(named)
        : grant(named, said) + MISSING_TOO;
  }

  /** About another refused call. */
  static String refusedTo(Throwable refusal) {
    if (AwsWords.isOfCredentials(refusal)) {
      return "check the role under aws, and that its trust policy lets Tailrace's own identity assume it";
    }
    String said = AwsWords.of(refusal);
    Matcher named = NAMED.matcher(said);
    if (!named.find()) {
      return "grant the action" + TO_WHOM;
    }
    return named.group(1).startsWith("kms:") ? toUseTheKey(named) : grant(named, said);
  }

  private static String toUseTheKey(Matcher named) {
    return "grant %s on %s%s, in its own policy and in the key's"
        .formatted(
            named.group(1),
            named.group(2) == null ? "the key" : "the key " + named.group(2),
            TO_WHOM);
  }

  private static String grant(Matcher named, String said) {
    String granted =
        "grant %s%s%s"
            .formatted(
                named.group(1), named.group(2) == null ? "" : " on " + named.group(2), TO_WHOM);
    return said.contains("explicit deny")
        ? granted + ", and take the explicit deny out of the policy that AWS names"
        : granted;
  }
}
