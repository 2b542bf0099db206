package dev.tailrace.backfill;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the SDK says when it finds no credentials, without the list of where it looked. */
final class MissingCredentials {
  private static final Pattern PROFILE =
      Pattern.compile("Profile file contained no credentials for profile '([^']*)'");

  private static final Pattern NEXT_PROVIDER =
      Pattern.compile("(?<=, |\\[)(?=\\w+CredentialsProvider\\()");

  /** Sources that are merely not set up, which is so of all but one everywhere. */
  private static final List<String> NOT_SET_UP =
      List.of(
          "Unable to load credentials from system settings",
          "AWS_WEB_IDENTITY_TOKEN_FILE or the java",
          "Profile file contained no credentials for profile",
          "neither AWS_CONTAINER_CREDENTIALS",
          "IMDS credentials have been disabled",
          "Failed to load credentials from IMDS");

  private MissingCredentials() {}

  static boolean isSaidBy(String message) {
    return message.startsWith("Unable to load credentials")
        || message.startsWith("Profile file contained no credentials")
        || message.contains("Failed to load credentials")
        || message.contains("Failed to refresh credentials");
  }

  static String of(String message) {
    if (message.startsWith("Unable to load credentials from any of the providers")) {
      return ofChain(message);
    }
    Matcher profile = PROFILE.matcher(message);
    return profile.find()
        ? "profile %s has no credentials in the AWS credentials and config files; check aws.profile and AWS_PROFILE"
            .formatted(profile.group(1))
        : "no credentials could be had: " + SdkNoise.cut(message);
  }

  private static String ofChain(String message) {
    List<String> reasons = new ArrayList<>();
    int list = message.indexOf(") : [");
    for (String part : NEXT_PROVIDER.splitAsStream(message.substring(Math.max(list, 0))).toList()) {
      int reason = part.indexOf("): ");
      if (reason >= 0 && NOT_SET_UP.stream().noneMatch(part::contains)) {
        reasons.add(SdkNoise.cut(part.substring(reason + 3).replaceAll("[,\\]\\s]+$", "")));
      }
    }
    return "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or aws.profile, or run where a role is attached"
        + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
  }
}
