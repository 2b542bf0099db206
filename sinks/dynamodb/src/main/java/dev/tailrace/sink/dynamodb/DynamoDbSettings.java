package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the target tables are, and how they are written.
 *
 * @param region the target's region
 * @param endpoint another endpoint than the region's own
 * @param roleArn the role to take on, for a target in another account
 * @param externalId what the role's trust policy asks for; only with a role; never printed
 * @param stateTable the table that holds what Tailrace remembers; made if it is missing
 * @param tablePrefix stands before the name of every target table
 * @param rate how many write units (of 1 KB) a second go to the target tables, on average
 * @param burst how many may go at once after a quiet time; only with a rate
 * @param writers how many requests with items are under way at once, 1 to 64
 * @param checkEvery how old a look at the state may be when another request with items is sent:
 *     what a worker that was replaced can still write is what it sends in that time. Zero looks
 *     before every request, which doubles the number of requests.
 * @param answerTimeout how long a request with items may take, with the client's retries, before it
 *     counts as failed; at least a millisecond. Together with {@code checkEvery} it should be less
 *     than five eighths of the time after which another worker takes over.
 */
public record DynamoDbSettings(
    String region,
    Optional<URI> endpoint,
    Optional<String> roleArn,
    Optional<Secret> externalId,
    String stateTable,
    String tablePrefix,
    Optional<Integer> rate,
    Optional<Integer> burst,
    int writers,
    Duration checkEvery,
    Duration answerTimeout) {
  /** The state table's name where the URL has none. */
  public static final String STATE_TABLE = "tailrace-state";

  private static final int MOST_WRITERS = 64;

  /** Checks the numbers. */
  public DynamoDbSettings {
    check(writers >= 1 && writers <= MOST_WRITERS, "writers must be 1 to " + MOST_WRITERS);
    check(rate.isEmpty() || rate.get() >= 1, "rate must be at least 1 write unit a second");
    check(burst.isEmpty() || rate.isPresent(), "burst needs a rate beside it");
    check(burst.isEmpty() || burst.get() >= rate.orElse(1), "burst must not be smaller than rate");
    check(externalId.isEmpty() || roleArn.isPresent(), "external-id needs a role-arn beside it");
    check(!checkEvery.isNegative(), "check-every-ms must not be negative");
    check(answerTimeout.toMillis() >= 1, "answer-timeout-ms must be at least 1");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** Tables of a region by their own names, eight writers, no limit to the rate. */
  public static DynamoDbSettings in(String region) {
    return new DynamoDbSettings(
        region,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        STATE_TABLE,
        "",
        Optional.empty(),
        Optional.empty(),
        8,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10));
  }

  /**
   * Reads {@code dynamodb://region?endpoint=…&role-arn=…&external-id=…&state-table=…
   * &table-prefix=…&rate=…&burst=…&writers=…&check-every-ms=…&answer-timeout-ms=…}; all parameters
   * may be left out.
   *
   * @throws dev.tailrace.sink.SinkException.Rejected when it is not such a URL; the message says
   *     what to write
   */
  public static DynamoDbSettings parse(String url) {
    return new SinkUrl(url).settings();
  }

  /** How many write units may go at once. */
  int burstUnits() {
    return burst.or(() -> rate).orElse(0);
  }
}
