package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.Stream;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** How to lose changes on purpose: the stream is turned off for a while, the journal is not. */
class StreamOffAndOnTest {
  private final TestAws.Clock clock = new TestAws.Clock();

  @TempDir Path directory;
  private TestAws aws;
  private String arn;
  private String first;
  private String second;
  private Instant from;
  private Instant to;

  @BeforeEach
  void loseChanges() throws IOException {
    aws = TestAws.quick(directory, clock);
    arn = aws.recoverableTable("orders");
    first = latestStream();
    aws.put("orders", "kept", "before");
    aws.put("orders", "deleted", "before");
    aws.put("orders", "changed", "before");
    from = clock.forward(Duration.ofSeconds(10));
    stream(false);
    aws.put("orders", "changed", "while off");
    aws.put("orders", "new", "while off");
    aws.put("orders", "came and went", "while off");
    delete("came and went");
    delete("deleted");
    to = clock.forward(Duration.ofSeconds(10));
    second = stream(true);
    aws.put("orders", "later", "after");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** Turns the stream off, or a new one on, and says which is the table's latest then. */
  private String stream(boolean on) {
    return aws.dynamoDb()
        .updateTable(
            table ->
                table
                    .tableName("orders")
                    .streamSpecification(
                        stream -> {
                          stream.streamEnabled(on);
                          if (on) {
                            stream.streamViewType(StreamViewType.NEW_AND_OLD_IMAGES);
                          }
                        }))
        .tableDescription()
        .latestStreamArn();
  }

  private void delete(String pk) {
    aws.dynamoDb().deleteItem(delete -> delete.tableName("orders").key(TestAws.key(pk)));
  }

  private String latestStream() {
    return aws.dynamoDb().describeTable(t -> t.tableName("orders")).table().latestStreamArn();
  }

  private StreamDescription described(String stream) {
    return aws.streams().describeStream(s -> s.streamArn(stream)).streamDescription();
  }

  @Test
  void theTableHasANewStreamAndTheOldOneIsStillListed() {
    assertThat(second).isNotEqualTo(first).isEqualTo(latestStream());
    assertThat(aws.streams().listStreams(s -> s.tableName("orders")).streams())
        .extracting(Stream::streamArn)
        .containsExactlyInAnyOrder(first, second);
    assertThat(described(first).streamStatus()).isEqualTo(StreamStatus.DISABLED);
    assertThat(described(second).streamStatus()).isEqualTo(StreamStatus.ENABLED);
    assertThat(described(first).shards())
        .allMatch(shard -> shard.sequenceNumberRange().endingSequenceNumber() != null);
  }

  @Test
  void theOldStreamCanStillBeReadToItsEndAndNeitherHasWhatWasWrittenBetween() {
    assertThat(keys(first)).containsExactly("kept", "deleted", "changed");
    assertThat(keys(second)).containsExactly("later");
  }

  private List<String> keys(String stream) {
    List<String> keys = new ArrayList<>();
    for (Shard shard : described(stream).shards()) {
      String iterator =
          aws.streams()
              .getShardIterator(
                  get ->
                      get.streamArn(stream)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      boolean ended = false;
      for (int page = 0; page < 10 && !ended; page++) {
        String next = iterator;
        GetRecordsResponse response = aws.streams().getRecords(get -> get.shardIterator(next));
        response
            .records()
            .forEach(record -> record.dynamodb().keys().values().forEach(pk -> keys.add(pk.s())));
        iterator = response.nextShardIterator();
        ended = iterator == null;
      }
      assertThat(ended).as(stream).isEqualTo(stream.equals(first));
    }
    return keys;
  }

  @Test
  void anIncrementalExportHoldsWhatWasWrittenWhileTheStreamWasOff() throws IOException {
    ExportDescription export = export(from, to);

    Map<String, JsonNode> changes = ExportedFiles.read(aws.s3(), export).changes();

    assertThat(changes)
        .containsOnlyKeys(
            List.of("changed", "new", "deleted").stream()
                .map(pk -> ExportedFiles.comparable(TestAws.key(pk)))
                .toList());
    changes.forEach(
        (key, change) ->
            assertThat(change.has("NewImage"))
                .as(key)
                .isEqualTo(!key.equals(ExportedFiles.comparable(TestAws.key("deleted")))));
  }

  /**
   * AWS writes nothing of an item that was put and deleted within the window. Whoever had read the
   * put from the stream, and lost the deletion, does not learn of it from such a window.
   */
  @Test
  void aWindowThatBeginsBeforeAPutDoesNotTellOfItsDeletion() throws IOException {
    Instant earlier = from.minusSeconds(10);

    Map<String, JsonNode> changes = ExportedFiles.read(aws.s3(), export(earlier, to)).changes();

    assertThat(changes)
        .containsOnlyKeys(
            List.of("changed", "new", "kept").stream()
                .map(pk -> ExportedFiles.comparable(TestAws.key(pk)))
                .toList());
  }

  private ExportDescription export(Instant begin, Instant end) {
    return aws.export(
        arn,
        request ->
            request
                .exportType(ExportType.INCREMENTAL_EXPORT)
                .incrementalExportSpecification(
                    window ->
                        window
                            .exportFromTime(begin)
                            .exportToTime(end)
                            .exportViewType(ExportViewType.NEW_IMAGE)));
  }
}
