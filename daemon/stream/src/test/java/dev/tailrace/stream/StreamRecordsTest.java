package dev.tailrace.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.core.Failure;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

class StreamRecordsTest {
  private static final ShardRef SHARD = new ShardRef("arn", "shard-1");
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private final StreamRecords records = new StreamRecords(KEY);

  @Test
  void allTenTypesBecomeDynamoDbJson() {
    Map<String, AttributeValue> image = new LinkedHashMap<>();
    image.put("pk", AttributeValue.fromS("a\"b"));
    image.put("n", AttributeValue.fromN("12345678901234567890123456789012345678"));
    image.put("b", AttributeValue.fromB(SdkBytes.fromUtf8String("x")));
    image.put("t", AttributeValue.fromBool(true));
    image.put("z", AttributeValue.fromNul(true));
    image.put("m", AttributeValue.fromM(Map.of("k", AttributeValue.fromS("é"))));
    image.put("l", AttributeValue.fromL(List.of(AttributeValue.fromN("1"))));
    image.put("ss", AttributeValue.fromSs(List.of("p", "q")));
    image.put("ns", AttributeValue.fromNs(List.of("1")));
    image.put("bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("y"))));

    Change change = records.change(SHARD, record("INSERT", image));

    assertThat(change).isInstanceOf(Change.Upsert.class);
    assertThat(change.origin().committedAt()).isEqualTo(AT);
    assertThat(change.item())
        .hasToString(
            "{\"pk\":{\"S\":\"a\\\"b\"},\"n\":{\"N\":\"12345678901234567890123456789012345678\"},"
                + "\"b\":{\"B\":\"eA==\"},\"t\":{\"BOOL\":true},\"z\":{\"NULL\":true},"
                + "\"m\":{\"M\":{\"k\":{\"S\":\"é\"}}},\"l\":{\"L\":[{\"N\":\"1\"}]},"
                + "\"ss\":{\"SS\":[\"p\",\"q\"]},\"ns\":{\"NS\":[\"1\"]},\"bs\":{\"BS\":[\"eQ==\"]}}");
  }

  @Test
  void aRemovalNeedsItsKeysOnly() {
    Change change = records.change(SHARD, record("REMOVE", null));

    assertThat(change).isInstanceOf(Change.Delete.class);
    assertThat(((Change.Delete) change).expired()).isFalse();
    assertThat(change.item()).hasToString("{\"pk\":{\"S\":\"k\"}}");
  }

  @Test
  void anExpiryIsToldFromADeletion() {
    assertThat(expired(by("Service", "dynamodb.amazonaws.com"))).isTrue();
    assertThat(expired(by("Service", "other.amazonaws.com"))).isFalse();
    assertThat(expired(by("User", "dynamodb.amazonaws.com"))).isFalse();
  }

  private static Record by(String type, String principal) {
    return record("REMOVE", null).toBuilder()
        .userIdentity(u -> u.type(type).principalId(principal))
        .build();
  }

  private boolean expired(Record removal) {
    return ((Change.Delete) records.change(SHARD, removal)).expired();
  }

  /** DynamoDB Local and LocalStack; AWS sends REMOVE with an identity. */
  @Test
  void anEmulatorsWordForAnExpiryIsUnderstoodWhereItCanBeNothingElse() {
    for (String event : List.of("EXPIRE", "UNKNOWN_TO_SDK_VERSION")) {
      assertThat(expired(seen(record(event, null), StreamViewType.NEW_AND_OLD_IMAGES))).isTrue();
      assertThat(expired(seen(record(event, null), StreamViewType.NEW_IMAGE))).isTrue();
      refused(seen(record(event, null), StreamViewType.KEYS_ONLY));
      refused(
          seen(
              record(event, Map.of("pk", AttributeValue.fromS("k"))),
              StreamViewType.NEW_AND_OLD_IMAGES));
    }
    refused(seen(record("REPLACE", null), StreamViewType.NEW_AND_OLD_IMAGES));
  }

  private static Record seen(Record event, StreamViewType view) {
    return event.toBuilder()
        .dynamodb(event.dynamodb().toBuilder().streamViewType(view).build())
        .build();
  }

  private void refused(Record event) {
    assertThatThrownBy(() -> records.change(SHARD, event))
        .isInstanceOfSatisfying(
            StreamException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(Failure.Kind.REFUSED))
        .hasMessageContaining("of an unknown kind, " + event.eventNameAsString())
        .hasMessageContaining("nothing of it was skipped");
  }

  @Test
  void anImageThatIsMissingStopsTheTable() {
    assertThatThrownBy(() -> records.change(SHARD, record("MODIFY", null)))
        .isInstanceOfSatisfying(
            StreamException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(Failure.Kind.REFUSED))
        .hasMessageContaining("shard-1")
        .hasMessageContaining("NEW_AND_OLD_IMAGES");
  }

  private static Record record(
      String event, @org.jspecify.annotations.Nullable Map<String, AttributeValue> image) {
    return Record.builder()
        .eventName(event)
        .dynamodb(
            d -> {
              d.keys(Map.of("pk", AttributeValue.fromS("k")))
                  .sequenceNumber("000000000000000000001")
                  .approximateCreationDateTime(AT);
              if (image != null) {
                d.newImage(image);
              }
            })
        .build();
  }
}
