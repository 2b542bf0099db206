package dev.tailrace.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Feeds a table's journal from its stream: a record's OLD image is what the item was before. The
 * time of an entry is the time at which it was read here, because DynamoDB Local's streams tell
 * minutes only.
 *
 * <p>Whatever makes the past unknown starts the journal anew, with the reason: a write whose record
 * has no OLD image, a stream that was turned off and on.
 *
 * <p>The table's {@link TableGuard} is held for every call.
 */
final class StreamFeed implements JournalFeed {
  private static final Logger LOG = LoggerFactory.getLogger(StreamFeed.class);

  private static final String MEND =
      "; turn it on with aws dynamodb update-table --stream-specification"
          + " StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES";

  private final DynamoDbStreamsClient streams;
  private final TableReader reader;
  private final TableIdentity table;
  private final List<String> keyNames;
  private final ChangeJournal journal;
  private StreamReading stream;

  /**
   * Begins: the journal will have the writes after this.
   *
   * @param journal without entries yet
   * @throws AwsError if the table has no stream
   */
  StreamFeed(
      DynamoDbStreamsClient streams,
      TableReader reader,
      TableDescription table,
      ChangeJournal journal) {
    this.streams = streams;
    this.reader = reader;
    this.table = ContinuousBackups.identity(table);
    this.keyNames = ContinuousBackups.keyNames(table);
    this.journal = journal;
    this.stream = StreamReading.fromNow(streams, streamOf(table));
    journal.restart("only what came through the stream since then is known");
  }

  private static String streamOf(TableDescription table) {
    boolean on =
        table.streamSpecification() != null
            && Boolean.TRUE.equals(table.streamSpecification().streamEnabled());
    String arn = table.latestStreamArn();
    if (!on || arn == null) {
      throw AwsError.validation(
          "table "
              + table.tableName()
              + ": it has no stream, and without one a table that is written to can't be exported"
              + MEND);
    }
    return arn;
  }

  @Override
  public void catchUp() {
    try {
      stream.toTheTip(this::append);
      if (stream.hasEnded()) {
        follow();
      }
    } catch (StreamReading.Lost lost) {
      begin(stream.arn(), "records of its stream were lost: " + lost.getMessage());
    } catch (ResourceNotFoundException gone) {
      // The table may have another stream, or be another table.
      follow();
    }
  }

  /** Begins to follow a stream; the journal can tell nothing of the time before. */
  private void begin(String arn, String why) {
    stream = StreamReading.fromNow(streams, arn);
    journal.restart(why);
    LOG.warn(
        "table {}: no time before {} can be exported any more, because {}",
        table.name(),
        journal.earliest(),
        why);
  }

  /** On to the stream that the table has in place of the one that ended. */
  private void follow() {
    journal.restart("the stream was off before it");
    TableDescription now =
        reader.table(table.name()).orElseThrow(() -> AwsError.tableNotFound(table.name()));
    if (!ContinuousBackups.identity(now).equals(table)) {
      throw AwsError.tableNotFound(table.name());
    }
    String arn = streamOf(now);
    if (arn.equals(stream.arn())) {
      throw AwsError.internal(
          "table " + table.name() + ": its stream has no open shard at the moment; try again");
    }
    begin(arn, "the stream was turned off and on before it");
  }

  private void append(Record read) {
    Map<String, AttributeValue> before = read.dynamodb().oldImage();
    boolean isNew = read.eventName() == OperationType.INSERT;
    Optional<ItemKey> key = ItemKey.of(keyNames, read.dynamodb().keys());
    if (key.isPresent() && (isNew || !before.isEmpty())) {
      journal.append(key.get(), isNew ? Map.of() : before);
    } else {
      journal.restart(
          "an item was written to then, and the stream, whose view is "
              + read.dynamodb().streamViewTypeAsString()
              + ", does not tell what it was before; give the table a stream with"
              + " NEW_AND_OLD_IMAGES, or export while nobody writes");
    }
  }
}
