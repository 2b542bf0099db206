package dev.tailrace.stream;

import dev.tailrace.core.Failure;
import dev.tailrace.core.Page;
import dev.tailrace.core.Shard;
import dev.tailrace.core.SourceSeen;
import dev.tailrace.core.TableIdentity;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream read through the AWS SDK. Safe for use by several threads; blocks on each call. */
public final class DynamoDbShardStream implements ShardStream {
  private static final int SHARDS_PER_PAGE = 100;

  private final DynamoDbClient tables;
  private final DynamoDbStreamsClient client;
  private final String table;
  private final StreamRecords records;

  /** The streams of a table with this key; the clients stay the caller's. */
  public DynamoDbShardStream(
      DynamoDbClient tables, DynamoDbStreamsClient client, String table, KeySchema key) {
    this.tables = tables;
    this.client = client;
    this.table = table;
    this.records = new StreamRecords(key);
  }

  @Override
  public Listing list(Optional<String> streamArn) {
    TableDescription described;
    try {
      described = TableDescription.of(tables, table);
    } catch (StreamException e) {
      return listOfDeleted(streamArn, unlessNotFound(e));
    }
    Optional<String> latest = described.streamArn();
    String arn = streamArn.or(() -> latest).orElseThrow(() -> off(table));
    try {
      return list(arn, latest, Optional.of(described.identity()));
    } catch (StreamException e) {
      if (latest.equals(Optional.of(arn))) {
        // A stream that is on is there: the answer is one that lags behind.
        throw e;
      }
      return gone(arn, latest, Optional.of(described.identity()), unlessNotFound(e));
    }
  }

  /** A deleted table's stream can be read for another 24 hours. */
  private Listing listOfDeleted(Optional<String> streamArn, StreamException noTable) {
    if (streamArn.isEmpty()) {
      return gone("", Optional.empty(), Optional.empty(), noTable);
    }
    try {
      return list(streamArn.get(), Optional.empty(), Optional.empty());
    } catch (StreamException e) {
      return gone(streamArn.get(), Optional.empty(), Optional.empty(), unlessNotFound(e));
    }
  }

  private static StreamException unlessNotFound(StreamException e) {
    if (e.failure().kind() != Failure.Kind.NOT_FOUND) {
      throw e;
    }
    return e;
  }

  private static Listing gone(
      String arn,
      Optional<String> latest,
      Optional<TableIdentity> table,
      StreamException notFound) {
    return new Listing(
        arn, List.of(), false, latest, answeredAt(notFound), new SourceSeen(table, true));
  }

  private static StreamException off(String table) {
    return new StreamException(
        new Failure(
            Failure.Kind.RETRY,
            "table %s: its stream is off; turn it on with aws dynamodb update-table --table-name %s --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES"
                .formatted(table, table)));
  }

  private Listing list(String streamArn, Optional<String> latest, Optional<TableIdentity> table) {
    List<Shard> shards = new ArrayList<>();
    Optional<String> last = Optional.empty();
    StreamStatus status;
    Instant listedAt;
    do {
      DescribeStreamResponse page = describe(streamArn, last);
      page.streamDescription().shards().forEach(s -> shards.add(shard(streamArn, s)));
      status = page.streamDescription().streamStatus();
      listedAt = answeredAt(page);
      last = Optional.ofNullable(page.streamDescription().lastEvaluatedShardId());
    } while (last.isPresent());
    boolean enabled = status == StreamStatus.ENABLED || status == StreamStatus.ENABLING;
    return new Listing(
        streamArn, List.copyOf(shards), enabled, latest, listedAt, new SourceSeen(table, false));
  }

  /** AWS's clock. */
  private static Instant answeredAt(SdkResponse response) {
    return answeredAt(response.sdkHttpResponse());
  }

  private static Instant answeredAt(StreamException notFound) {
    if (notFound.getCause() instanceof AwsServiceException e) {
      return answeredAt(e.awsErrorDetails().sdkHttpResponse());
    }
    throw notFound;
  }

  private static Instant answeredAt(SdkHttpResponse response) {
    return response
        .firstMatchingHeader("Date")
        .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
        .orElseThrow(
            () ->
                new StreamException(
                    new Failure(
                        Failure.Kind.REFUSED,
                        "what answers for DynamoDB sends no Date header, so its time is not known")));
  }

  private DescribeStreamResponse describe(String streamArn, Optional<String> after) {
    DescribeStreamRequest.Builder request =
        DescribeStreamRequest.builder().streamArn(streamArn).limit(SHARDS_PER_PAGE);
    after.ifPresent(request::exclusiveStartShardId);
    return StreamErrors.sorted(
        "listing the shards of " + streamArn, () -> client.describeStream(request.build()));
  }

  private static Shard shard(
      String streamArn, software.amazon.awssdk.services.dynamodb.model.Shard listed) {
    return new Shard(
        new ShardRef(streamArn, listed.shardId()),
        Optional.ofNullable(listed.parentShardId()),
        listed.sequenceNumberRange().endingSequenceNumber() != null);
  }

  @Override
  public Iterator open(ShardRef shard, Position from) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamArn(shard.streamArn()).shardId(shard.shardId());
    switch (from) {
      case Position.TrimHorizon p -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case Position.After p ->
          request
              .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
              .sequenceNumber(p.sequence().toString());
      case Position.Finished p ->
          throw new IllegalArgumentException("shard %s was read to its end".formatted(shard));
    }
    GetShardIteratorResponse response =
        StreamErrors.sorted(
            "opening shard " + shard, () -> client.getShardIterator(request.build()));
    return new Iterator(response.shardIterator(), answeredAt(response));
  }

  @Override
  public Page read(ShardRef shard, String iterator) {
    GetRecordsResponse response =
        StreamErrors.sorted(
            "reading shard " + shard, () -> client.getRecords(r -> r.shardIterator(iterator)));
    List<Change> changes = new ArrayList<>(response.records().size());
    for (Record streamRecord : response.records()) {
      try {
        changes.add(records.change(shard, streamRecord));
      } catch (RuntimeException refused) {
        if (changes.isEmpty()) {
          throw refused;
        }
        // What is before it is good; the next read begins with this record, and fails on it alone.
        SequenceNumber last = lastOf(changes);
        return new Page(
            changes, Optional.of(last), Optional.of(open(shard, new Position.After(last)).token()));
      }
    }
    return new Page(
        changes,
        changes.isEmpty() ? Optional.empty() : Optional.of(lastOf(changes)),
        Optional.ofNullable(response.nextShardIterator()));
  }

  private static SequenceNumber lastOf(List<Change> changes) {
    return changes.get(changes.size() - 1).origin().sequence();
  }
}
