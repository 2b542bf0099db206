package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RouteTest {
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  private static final List<Route.Rule> BY_KEY =
      List.of(new Route.Rule("pk", "USER#", true), new Route.Rule("pk", "USER#x", true));
  private static final List<Route.Rule> BY_VALUE = List.of(new Route.Rule("type", "user", false));

  private static Change upsert(String json) {
    Item item = Item.of(json);
    return new Change.Upsert(ItemKey.of(KEY, item), item, origin());
  }

  private static Change delete(String json, boolean expired) {
    Item item = Item.of(json);
    return new Change.Delete(ItemKey.of(KEY, item), item, origin(), expired);
  }

  private static Origin origin() {
    return new Origin(new ShardRef("arn", "s"), SequenceNumber.of("1"), Instant.EPOCH);
  }

  private static List<RowChange.Kind> kinds(TargetTable target, Change... changes) {
    return RowChange.of(target, List.of(changes)).stream().map(RowChange::kind).toList();
  }

  private static TargetTable target(Deletes deletes, List<Route.Rule> rules, int index) {
    TableOptions options = new TableOptions(Layout.COLUMNS, deletes, deletes, false, false);
    return new TargetTable("main", "t", KEY, options, new Route(rules, index));
  }

  @Test
  void everyItemHasOneRoute() {
    for (String pk : List.of("USER#1", "USER#x", "ORDER#1", "")) {
      Item item = Item.of("{\"pk\":{\"S\":\"" + pk + "\"}}");
      assertThat(
              IntStream.rangeClosed(0, BY_KEY.size()).filter(i -> new Route(BY_KEY, i).takes(item)))
          .as(pk)
          .hasSize(1);
    }
  }

  @Test
  void whatTheKeyTellsGoesNowhereElse() {
    Change user = upsert("{\"pk\":{\"S\":\"USER#1\"}}");
    Change gone = delete("{\"pk\":{\"S\":\"USER#1\"}}", false);
    assertThat(kinds(target(Deletes.HARD, BY_KEY, 0), user)).containsExactly(RowChange.Kind.PUT);
    assertThat(kinds(target(Deletes.HARD, BY_KEY, 2), user, gone)).isEmpty();
  }

  @Test
  void whatAValueTellsIsRemovedElsewhereEvenWhereDeletesAreKept() {
    Change user = upsert("{\"pk\":{\"S\":\"a\"},\"type\":{\"S\":\"user\"},\"b\":{\"B\":\"AA==\"}}");
    TargetTable rest = target(Deletes.IGNORE, BY_VALUE, 1);
    assertThat(kinds(rest, user)).containsExactly(RowChange.Kind.REMOVE);
    assertThat(RowChange.of(rest, List.of(user)).getFirst().change().item())
        .hasToString("{\"pk\":{\"S\":\"a\"}}");
    assertThat(kinds(rest, delete("{\"pk\":{\"S\":\"a\"}}", true))).isEmpty();
  }

  @Test
  void ofAKeyTheLastCountsOnceIgnoredDeletesAreOut() {
    Change put = upsert("{\"pk\":{\"S\":\"a\"}}");
    Change gone = delete("{\"pk\":{\"S\":\"a\"}}", false);
    assertThat(kinds(target(Deletes.HARD, List.of(), 0), put, gone))
        .containsExactly(RowChange.Kind.REMOVE);
    assertThat(kinds(target(Deletes.SOFT, List.of(), 0), put, gone))
        .containsExactly(RowChange.Kind.MARK);
    assertThat(kinds(target(Deletes.IGNORE, List.of(), 0), put, gone))
        .containsExactly(RowChange.Kind.PUT);
  }
}
