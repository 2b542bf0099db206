package dev.tailrace.config;

import dev.tailrace.sink.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks what AWS will be told before AWS or the SDK sees it: what they refuse, they repeat in
 * their messages, secrets too. All throw {@link ConfigException}, without the value in it.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">the role
 *     and the external id</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html">
 *     the bucket and its owner</a>
 */
final class AwsChecks {
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+)+");
  private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern ROLE =
      Pattern.compile("arn:[a-z0-9-]+:iam::\\d{12}:role/[\\w+=,.@/-]+");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z]([.\\w-]*[a-z0-9A-Z])?");
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern KMS_KEY =
      Pattern.compile("(arn:[a-z0-9-]+:kms:[a-z0-9-]+:\\d{12}:key/)?(mrk-)?[A-Fa-f0-9-]{32,36}");
  private static final int LONGEST_BUCKET = 255;

  private AwsChecks() {}

  static void region(String key, Optional<String> region) {
    check(key, region, REGION, "is a region's code, such as eu-central-1");
  }

  static void word(String key, Optional<Secret> secret) {
    check(
        key,
        secret.map(Secret::value),
        WORD,
        "holds white space or characters that no key has; was it cut or joined when it was copied?");
  }

  static void role(String key, Optional<String> arn) {
    check(key, arn, ROLE, "is a role's ARN, such as arn:aws:iam::123456789012:role/tailrace");
  }

  static void externalId(String key, Optional<Secret> id) {
    check(
        key,
        id.map(Secret::value),
        EXTERNAL_ID,
        "has 2 to 1,224 letters, digits and _ + = , . @ : / - alone");
  }

  static void account(String key, Optional<String> account) {
    check(key, account, ACCOUNT, "is an account's twelve digits; put quotes around them");
  }

  static void kmsKey(String key, Optional<String> id) {
    check(
        key,
        id,
        KMS_KEY,
        "is a KMS key's ARN or id, not an alias, such as arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  }

  static void bucket(String key, String bucket) {
    boolean named = bucket.length() <= LONGEST_BUCKET && BUCKET.matcher(bucket).matches();
    if (!named) {
      throw new ConfigException(
          key,
          bucket.contains("/")
              ? "is a bucket's name alone, without s3:// and without a path; the path is the key prefix"
              : "is a bucket's name: 3 to 63 letters, digits, . and -");
    }
  }

  static void endpoint(String key, Optional<String> endpoint) {
    if (endpoint.isPresent() && !isEndpoint(endpoint.get())) {
      throw new ConfigException(
          key, "is an address like http://127.0.0.1:4566, without a login and without parameters");
    }
  }

  private static boolean isEndpoint(String text) {
    try {
      URI uri = new URI(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static void check(String key, Optional<String> text, Pattern pattern, String rule) {
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      throw new ConfigException(key, rule);
    }
  }
}
