package dev.tailrace.sink.dynamodb;

import static dev.tailrace.sink.dynamodb.Fixture.TARGET;
import static dev.tailrace.sink.dynamodb.Fixture.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.Item;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.Route;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** What becomes of items that a target table can't hold. */
final class QuarantineTest {
  @Test
  void anItemThatIsTooLargeIsKeptAndTheRestIsWritten() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      Change large = fixture.changes.upsert(Odd.noise("large", 1));
      CommitOutcome outcome =
          fixture.merge(
              fixture.changes.upsert(item("a", 1)), large, fixture.changes.upsert(item("b", 2)));
      assertThat(outcome).isInstanceOf(CommitOutcome.Applied.class);
      assertThat(fixture.items()).containsOnlyKeys("a", "b");
      Quarantined entry = Odd.only(fixture);
      assertThat(entry.target()).isEqualTo(TARGET.name());
      assertThat(entry.key()).isEqualTo(Item.of("{\"pk\":{\"S\":\"large\"}}"));
      assertThat(entry.reason()).containsIgnoringCase("size").doesNotContain("x".repeat(9));
      assertThat(entry.at()).isEqualTo(Fixture.CLOCK.instant());
      assertThat(entry.origin()).contains(large.origin());
      assertThat(entry.imageBytes()).isEqualTo(large.item().length());
      assertThat(Odd.image(fixture, entry)).isEqualTo(large.item().toString());
    }
  }

  @Test
  void itsOldRowIsGone() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(item("a", 1)));
      fixture.merge(fixture.changes.upsert(Odd.large("a")));
      assertThat(fixture.items()).isEmpty();
      assertThat(Odd.entries(fixture)).hasSize(1);
    }
  }

  @Test
  void severalOfOneBatchAreKept() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      List<Change> changes = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String pk = "k" + i;
        changes.add(fixture.changes.upsert(i % 20 < 2 ? Odd.large(pk) : item(pk, i)));
      }
      fixture.merge(changes.toArray(Change[]::new));
      assertThat(fixture.items()).hasSize(54).doesNotContainKeys("k0", "k1", "k20", "k41");
      assertThat(Odd.entries(fixture))
          .extracting(e -> e.key().toString())
          .containsExactlyInAnyOrder(
              List.of("k0", "k1", "k20", "k21", "k40", "k41").stream()
                  .map("{\"pk\":{\"S\":\"%s\"}}"::formatted)
                  .toArray(String[]::new));
    }
  }

  @Test
  void ofADataFileTheRestIsLoaded() {
    try (Fixture fixture = Fixture.open()) {
      fixture.startBackfill();
      assertThat(fixture.load("file", item("a", 1), Odd.large("b"), item("c", 1)))
          .isEqualTo(new LoadOutcome.Loaded(3));
      assertThat(fixture.items()).containsOnlyKeys("a", "c");
      assertThat(Odd.only(fixture).origin()).isEmpty();
    }
  }

  @Test
  void ofAChangeLogTheRestIsAppliedAndALaterVersionCounts() {
    try (Fixture fixture = Fixture.open()) {
      fixture.startBackfill();
      fixture.load("file", Odd.large("was"), item("becomes", 1));
      fixture.commit(
          List.of(),
          new Work.AppendLog(
              List.of(
                  fixture.changes.upsert(item("was", 2)),
                  fixture.changes.upsert(Odd.large("becomes")),
                  fixture.changes.upsert(item("other", 3)))));
      fixture.enter(
          "STREAMING", new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
      assertThat(fixture.items()).containsOnlyKeys("was", "other");
      assertThat(Odd.only(fixture).key().toString()).contains("becomes");
    }
  }

  @Test
  void aLaterVersionThatFitsTakesItAway() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.noise("a", 1)));
      fixture.merge(fixture.changes.upsert(item("a", 2)));
      assertThat(fixture.items()).containsEntry("a", Fixture.values(item("a", 2)));
      assertThat(Odd.stored(fixture)).isZero();
    }
  }

  @Test
  void aLaterVersionThatIsRefusedTooTakesItsPlace() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.noise("a", 1)));
      long stored = Odd.stored(fixture);
      String later = Odd.noise("a", 2);
      fixture.merge(fixture.changes.upsert(later));
      assertThat(Odd.image(fixture, Odd.only(fixture))).isEqualTo(later);
      assertThat(Odd.stored(fixture)).isEqualTo(stored);
    }
  }

  @Test
  void aDeleteTakesItAway() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.noise("a", 1)));
      fixture.merge(fixture.changes.delete(item("a", 1)));
      assertThat(Odd.stored(fixture)).isZero();
    }
  }

  @Test
  void anItemThatGoesElsewhereTakesItAway() {
    Route users = new Route(List.of(new Route.Rule("type", "user", false)), 0);
    TargetTable target =
        new TargetTable("main", TARGET.name(), Fixture.KEY, TableOptions.DEFAULTS, users);
    try (Fixture fixture = Fixture.open()) {
      fixture.enter("LOADING", new Work.CreateShadow(target, TableShape.ofKey(Fixture.KEY)));
      fixture.enter("STREAMING", new Work.Swap(target));
      String user = Odd.large("a").replaceFirst("}}$", "},\"type\":{\"S\":\"user\"}}");
      fixture.commit(List.of(), new Work.Merge(target, List.of(fixture.changes.upsert(user))));
      assertThat(Odd.entries(fixture)).hasSize(1);
      String order = item("a", 1).replaceFirst("}}$", "},\"type\":{\"S\":\"order\"}}");
      fixture.commit(List.of(), new Work.Merge(target, List.of(fixture.changes.upsert(order))));
      assertThat(Odd.stored(fixture)).isZero();
      assertThat(fixture.items()).isEmpty();
    }
  }

  @Test
  void itOutlivesTheProcess() {
    try (Fixture fixture = Fixture.open()) {
      fixture.goLive();
      fixture.merge(fixture.changes.upsert(Odd.large("a")));
      Quarantined entry = Odd.only(fixture);
      try (Fixture next = fixture.another()) {
        assertThat(Odd.only(next)).isEqualTo(entry);
        next.merge(fixture.changes.upsert(item("b", 1)));
        assertThat(Odd.only(next)).isEqualTo(entry);
        assertThat(Odd.image(next, entry)).isEqualTo(Odd.large("a"));
      }
    }
  }

  @Test
  void anItemThatAnIndexRefusesIsKeptToo() {
    try (Fixture fixture = Fixture.open()) {
      createWithIndex(fixture);
      fixture.goLive();
      String odd = "{\"pk\":{\"S\":\"odd\"},\"n\":{\"S\":\"text\"}}";
      fixture.merge(fixture.changes.upsert(item("a", 1)), fixture.changes.upsert(odd));
      assertThat(fixture.items()).containsOnlyKeys("a");
      assertThat(Odd.only(fixture).reason()).contains("n");
    }
  }

  private static void createWithIndex(Fixture fixture) {
    fixture.client.createTable(
        r ->
            r.tableName(fixture.tableName())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    attribute("pk", ScalarAttributeType.S), attribute("n", ScalarAttributeType.N))
                .keySchema(hashKey("pk"))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("by-n")
                        .keySchema(hashKey("n"))
                        .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))
                        .build()));
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement hashKey(String name) {
    return KeySchemaElement.builder().attributeName(name).keyType(KeyType.HASH).build();
  }
}
