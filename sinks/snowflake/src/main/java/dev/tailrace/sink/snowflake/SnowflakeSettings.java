package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the sink logs in, and how long it waits. Of the credentials the first that is there counts: a
 * token, a key, a password.
 *
 * @param password never printed
 * @param privateKeyFile a PKCS#8 key in PEM, for key-pair authentication
 * @param passphrase of the key; never printed
 * @param token an OAuth access token; never printed
 * @param answerTimeout how long the driver may try to get an answer out of the network, sending its
 *     request again meanwhile; at least a second. A statement that runs is not ended by it.
 */
public record SnowflakeSettings(
    Optional<Secret> password,
    Optional<Path> privateKeyFile,
    Optional<Secret> passphrase,
    Optional<Secret> token,
    Duration answerTimeout) {
  /** Checks the duration. */
  public SnowflakeSettings {
    if (answerTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || answerTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a timeout is a second to a day, not " + answerTimeout);
    }
  }

  /** No credentials; five minutes for an answer. */
  public static SnowflakeSettings defaults() {
    return new SnowflakeSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofMinutes(5));
  }

  /**
   * The defaults, with the credentials from SNOWFLAKE_PASSWORD, SNOWFLAKE_PRIVATE_KEY_FILE,
   * SNOWFLAKE_PRIVATE_KEY_PASSPHRASE and SNOWFLAKE_TOKEN.
   */
  public static SnowflakeSettings of(Map<String, String> environment) {
    return new SnowflakeSettings(
        secret(environment, "SNOWFLAKE_PASSWORD"),
        Optional.ofNullable(environment.get("SNOWFLAKE_PRIVATE_KEY_FILE")).map(Path::of),
        secret(environment, "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
        secret(environment, "SNOWFLAKE_TOKEN"),
        defaults().answerTimeout());
  }

  private static Optional<Secret> secret(Map<String, String> environment, String variable) {
    return Secret.of(Optional.ofNullable(environment.get(variable)));
  }

  /** These settings with another password. */
  public SnowflakeSettings withPassword(String newPassword) {
    return new SnowflakeSettings(
        Optional.of(new Secret(newPassword)), privateKeyFile, passphrase, token, answerTimeout);
  }

  /** These settings with another time to answer. */
  public SnowflakeSettings withAnswerTimeout(Duration newTimeout) {
    return new SnowflakeSettings(password, privateKeyFile, passphrase, token, newTimeout);
  }

  @Override
  public String toString() {
    return "SnowflakeSettings[password=%s, privateKeyFile=%s, passphrase=%s, token=%s, answerTimeout=%s]"
        .formatted(
            shown(password),
            privateKeyFile.map(Path::toString).orElse("none"),
            shown(passphrase),
            shown(token),
            answerTimeout);
  }

  private static String shown(Optional<Secret> secret) {
    return secret.isPresent() ? "hidden" : "none";
  }
}
