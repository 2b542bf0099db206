package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Which tables are made, taken over, emptied and left alone. */
final class TargetTablesTest {
  private static final TableAdmin ADMIN = new TableAdmin(LocalDynamoDb.client(), Pause.SLEEP);

  private static String idOf(Fixture fixture) {
    return ADMIN.find(fixture.tableName()).orElseThrow().id();
  }

  @Test
  void aTableIsMadeWithTheSourcesKeyAndBilledByRequest() {
    try (Fixture fixture = Fixture.open()) {
      fixture.startBackfill();
      assertThat(ADMIN.find(fixture.tableName()).orElseThrow().key()).isEqualTo(Fixture.KEY);
      assertThat(
              LocalDynamoDb.client()
                  .describeTable(r -> r.tableName(fixture.tableName()))
                  .table()
                  .billingModeSummary()
                  .billingMode())
          .isEqualTo(BillingMode.PAY_PER_REQUEST);
    }
  }

  @Test
  void aResyncDropsATableThatWasMadeAndBeginsEmpty() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(item("a", 1)));
      String before = idOf(fixture);
      fixture.startBackfill();
      assertThat(idOf(fixture)).isNotEqualTo(before);
      assertThat(fixture.items()).isEmpty();
    }
  }

  @Test
  void anEmptyTableIsTakenOverAndAResyncTakesItsItemsOut() {
    try (Fixture fixture = Fixture.open()) {
      ADMIN.create(fixture.tableName(), Fixture.KEY);
      String before = idOf(fixture);
      fixture.goLive();
      for (int i = 0; i < 60; i++) {
        fixture.merge(fixture.changes.upsert(item("k" + i, i)));
      }
      fixture.startBackfill();
      assertThat(idOf(fixture)).isEqualTo(before);
      assertThat(fixture.items()).isEmpty();
    }
  }

  @Test
  void anEmptyTableWithAnotherKeyIsLeftAlone() {
    try (Fixture fixture = Fixture.open()) {
      ADMIN.create(
          fixture.tableName(), new KeySchema(List.of(new KeyAttribute("id", AttributeType.S))));
      assertThatThrownBy(fixture::startBackfill)
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("did not make");
    }
  }

  @Test
  void aTableThatIsGoneIsNamed() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      ADMIN.drop(fixture.tableName());
      assertThatThrownBy(() -> fixture.merge(fixture.changes.upsert(item("a", 1))))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining(fixture.tableName())
          .hasMessageContaining("resync");
    }
  }

  @Test
  void aStateTableIsMadeWithATimeToLiveAndOneOfOtherKeysIsRefused() {
    DynamoDbSettings settings = LocalDynamoDb.settings();
    try (DynamoDbSink sink = DynamoDbSink.open(LocalDynamoDb.client(), settings, Fixture.CLOCK)) {
      assertThat(sink.read(Fixture.TABLE)).isEqualTo(TableState.none());
      assertThat(ADMIN.find(settings.stateTable())).isEmpty();
      sink.commit(
          new Commit(
              Fixture.TABLE,
              0,
              Optional.of(new LifeRow(1, 1, "ANCHORED", "{}")),
              List.of(),
              List.of()));
    }
    assertThat(
            LocalDynamoDb.client()
                .describeTimeToLive(r -> r.tableName(settings.stateTable()))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isIn(TimeToLiveStatus.ENABLED, TimeToLiveStatus.ENABLING);
    DynamoDbSettings other = LocalDynamoDb.settings();
    ADMIN.create(other.stateTable(), Fixture.KEY);
    try (DynamoDbSink sink = DynamoDbSink.open(LocalDynamoDb.client(), other, Fixture.CLOCK)) {
      assertThatThrownBy(() -> sink.read(Fixture.TABLE))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining(other.stateTable());
      assertThat(sink.obstacles(Fixture.TABLE, List.of()))
          .hasSize(1)
          .first()
          .asString()
          .contains(other.stateTable());
    }
  }

  private static TargetTable with(TableOptions options) {
    return new TargetTable("main", "Orders", Fixture.KEY, options);
  }

  @Test
  void ignoredDeletesLeaveTheirItems() {
    TargetTable target =
        with(new TableOptions(Layout.COLUMNS, Deletes.HARD, Deletes.IGNORE, false, false));
    try (Fixture fixture = Fixture.open()) {
      fixture.enter(
          "LOADING",
          new Work.CreateShadow(target, TableShape.ofKey(Fixture.KEY, target.options())));
      fixture.enter("STREAMING", new Work.Swap(target));
      fixture.commit(
          List.of(),
          new Work.Merge(
              target,
              List.of(
                  fixture.changes.upsert(item("kept", 1)),
                  fixture.changes.expire(item("kept", 1)),
                  fixture.changes.upsert(item("gone", 1)),
                  fixture.changes.delete(item("gone", 1)))));
      assertThat(fixture.items()).isEqualTo(Map.of("kept", Fixture.values(item("kept", 1))));
      assertThatThrownBy(() -> fixture.merge(fixture.changes.upsert(item("a", 1))))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("options")
          .hasMessageContaining("resync");
    }
  }

  @Test
  void optionsThatNeedColumnsOrVersionsAreRefused() {
    List<TableOptions> refused =
        List.of(
            new TableOptions(Layout.DOCUMENT, Deletes.HARD, Deletes.HARD, false, false),
            new TableOptions(Layout.BOTH, Deletes.HARD, Deletes.HARD, false, false),
            new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.HARD, false, false),
            new TableOptions(Layout.COLUMNS, Deletes.HARD, Deletes.SOFT, false, false),
            new TableOptions(Layout.COLUMNS, Deletes.HARD, Deletes.HARD, true, false),
            new TableOptions(Layout.COLUMNS, Deletes.HARD, Deletes.HARD, false, true));
    try (Fixture fixture = Fixture.open()) {
      for (TableOptions options : refused) {
        assertThatThrownBy(
                () ->
                    fixture.enter(
                        "LOADING",
                        new Work.CreateShadow(
                            with(options), TableShape.ofKey(Fixture.KEY, options))))
            .isInstanceOf(SinkException.Rejected.class)
            .hasMessageContaining(options.toText());
      }
      assertThat(ADMIN.find(fixture.tableName())).isEmpty();
    }
  }

  @Test
  void anItemsValuesAreAsTheyWereAndNothingIsAdded() {
    String json =
        "{\"pk\":{\"S\":\"a\"},\"m\":{\"M\":{\"l\":{\"L\":[{\"NULL\":true},{\"BOOL\":false}]},"
            + "\"b\":{\"B\":\"AAEC\"}}},\"ns\":{\"NS\":[\"12345678901234567890123456789012345678\"]},"
            + "\"bs\":{\"BS\":[\"/w==\"]},\"ss\":{\"SS\":[\"é\\n\"]},\"e\":{\"S\":\"\"},\"n\":{\"N\":\"-0.5\"}}";
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(json));
      Map<String, AttributeValue> stored = LocalDynamoDb.scan(fixture.tableName()).getFirst();
      assertThat(stored).isEqualTo(AttributeValues.of(Item.of(json)));
    }
  }
}
