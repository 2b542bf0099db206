package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the sink logs in where the URL doesn't say, and how long it waits.
 *
 * @param user for a URL without one
 * @param password for a URL without one; never printed
 * @param lockTimeout how long a statement waits for a lock that another worker or a reader holds;
 *     at least a millisecond. A swap waits for the readers of the table in its place, and new
 *     readers wait behind it meanwhile.
 * @param idleTimeout after which the server ends a transaction whose worker says nothing more, and
 *     so lets go of what it has locked; at least a millisecond
 * @param answerTimeout how long the server may take to answer a statement of a merge or a read,
 *     before the connection counts as broken; at least a second
 * @param buildTimeout the same for what takes as long as a table is large: the end of a load, the
 *     index of a shadow table, the change log applied to it; at least a second
 */
public record PostgresSettings(
    Optional<String> user,
    Optional<Secret> password,
    Duration lockTimeout,
    Duration idleTimeout,
    Duration answerTimeout,
    Duration buildTimeout) {
  /** Checks the durations. */
  public PostgresSettings {
    check(lockTimeout, Duration.ofMillis(1));
    check(idleTimeout, Duration.ofMillis(1));
    check(answerTimeout, Duration.ofSeconds(1));
    check(buildTimeout, Duration.ofSeconds(1));
  }

  private static void check(Duration timeout, Duration least) {
    if (timeout.compareTo(least) < 0 || timeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a timeout is %s to 24 days, not %s".formatted(least, timeout));
    }
  }

  /**
   * No user and no password; 20 seconds for a lock, 60 idle, five minutes for an answer, four hours
   * for a table.
   */
  public static PostgresSettings defaults() {
    return new PostgresSettings(
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofHours(4));
  }

  /** The defaults, with user and password from PGUSER and PGPASSWORD, as Postgres's own tools. */
  public static PostgresSettings of(Map<String, String> environment) {
    return defaults()
        .login(
            Optional.ofNullable(environment.get("PGUSER")),
            Optional.ofNullable(environment.get("PGPASSWORD")));
  }

  /** These settings with another user and password. */
  public PostgresSettings login(Optional<String> newUser, Optional<String> newPassword) {
    return new PostgresSettings(
        newUser, Secret.of(newPassword), lockTimeout, idleTimeout, answerTimeout, buildTimeout);
  }

  @Override
  public String toString() {
    return "PostgresSettings[user=%s, password=%s, lockTimeout=%s, idleTimeout=%s, answerTimeout=%s, buildTimeout=%s]"
        .formatted(
            user.orElse("none"),
            password.isPresent() ? "hidden" : "none",
            lockTimeout,
            idleTimeout,
            answerTimeout,
            buildTimeout);
  }
}
