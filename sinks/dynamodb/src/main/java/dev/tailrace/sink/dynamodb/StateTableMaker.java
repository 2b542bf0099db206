package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.dynamodb.TableAdmin.Found;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Sees to it that there is a state table. Safe for use by several threads. */
final class StateTableMaker {
  private static final Logger LOG = LoggerFactory.getLogger(StateTableMaker.class);

  private final DynamoDbClient client;
  private final TableAdmin admin;
  private final String name;
  private volatile boolean known;

  StateTableMaker(DynamoDbClient client, TableAdmin admin, String name) {
    this.client = client;
    this.admin = admin;
    this.name = name;
  }

  /**
   * Makes the table: billed by request, with a time to live. One that is there is used as it is.
   */
  void makeIfMissing() {
    if (!isThere()) {
      admin.create(name, DynamoDbSink.STATE_KEY);
      expireTouchedKeys();
      known = true;
    }
  }

  /** Looks again at the next call: somebody may have dropped the table. */
  void forget() {
    known = false;
  }

  /**
   * Whether the table is there; asked once.
   *
   * @throws SinkException.Rejected when it has other keys
   */
  boolean isThere() {
    if (known) {
      return true;
    }
    Optional<Found> found = admin.find(name);
    if (found.isEmpty()) {
      return false;
    }
    if (!found.get().key().equals(DynamoDbSink.STATE_KEY)) {
      throw new SinkException.Rejected(
          "state table %s: its key is %s, not %s; name another one as state-table, which is made if it is missing"
              .formatted(name, found.get().key(), DynamoDbSink.STATE_KEY));
    }
    known = true;
    return true;
  }

  /** Without it the table grows by a little for ever, which is no reason not to start. */
  private void expireTouchedKeys() {
    try {
      client.updateTimeToLive(
          r ->
              r.tableName(name)
                  .timeToLiveSpecification(
                      t -> t.enabled(true).attributeName(TouchedKeys.EXPIRES)));
    } catch (SdkException e) {
      LOG.warn(
          "state table {}: its time to live could not be turned on, so that it grows; turn it on for the attribute {}: {}",
          name,
          TouchedKeys.EXPIRES,
          Failures.text(e));
    }
  }
}
