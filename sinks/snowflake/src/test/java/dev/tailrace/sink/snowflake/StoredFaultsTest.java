package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads by the warehouse itself that end half way, or that somebody overtakes. */
final class StoredFaultsTest {
  private static final String EXPIRED =
      "{\"data\":{\"errorCode\":\"390114\"},\"code\":\"390114\",\"message\":\"Authentication token has expired.\",\"success\":false}";
  private static final TableShape SHAPE =
      TableShape.ofKey(new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S))));

  private @TempDir Path folder;
  private TwoWays ways;
  private FaultProxy proxy;
  private SnowflakeSink sink;
  private TwoWays.Table table;
  private StoredFile file;

  @SuppressWarnings("NullAway.Init") // JUnit fills the folder in, the set-up makes the rest
  StoredFaultsTest() {}

  @BeforeAll
  static void needsAnEmulator() {
    Server.port();
  }

  @BeforeEach
  void open() throws IOException {
    ways = new TwoWays(folder);
    proxy = new FaultProxy(Server.port());
    String url = ways.warehouse.url().replace(":" + Server.port(), ":" + proxy.port());
    sink = ways.open(url, Server.settings().withAnswerTimeout(Duration.ofSeconds(15)));
    table = ways.create(SHAPE);
    file = ways.bucket.write("a", List.of(Item.of("{\"pk\":{\"S\":\"a\"}}")));
  }

  @AfterEach
  void close() {
    sink.close();
    proxy.close();
    ways.close();
  }

  private LoadOutcome load() {
    return sink.load(TwoWays.load(table, "f", ExportBucket.unread(), Optional.of(file)));
  }

  private void assertNothingLoaded() {
    assertThat(ways.sink.read(table.id()).loadedFiles()).isEmpty();
    assertThat(ways.rows(table)).isEmpty();
  }

  @Test
  void aLoadThatEndsAnywhereLeavesNothingAndIsDoneAgain() {
    for (String statement :
        List.of(
            "COPY INTO",
            "LATERAL FLATTEN",
            "INSERT INTO \\\"tailrace\\\".\\\"rows_",
            "INSERT INTO \\\"main\\\"",
            "INSERT INTO \\\"tailrace\\\".\\\"state_")) {
      proxy.next(
          statement,
          r -> {
            r.send();
            r.answer(200, EXPIRED);
          });
      assertThatThrownBy(this::load).isInstanceOf(SinkException.Unavailable.class);
      assertThat(proxy.isSpent()).as(statement).isTrue();
      assertNothingLoaded();
    }
    assertThat(load()).isEqualTo(new LoadOutcome.Loaded(1));
    assertThat(ways.rows(table)).hasSize(1);
    assertThat(ways.warehouse.query("SHOW TABLES IN SCHEMA \"tailrace\"", r -> r.getString("name")))
        .noneMatch(n -> n.startsWith("rows_"));
  }

  @Test
  void aLostAnswerToTheCommitIsAnUnknownOutcomeAndTheFileIsThereOnce() {
    proxy.next(
        "\"COMMIT\"",
        r -> {
          r.send();
          r.answer(200, EXPIRED);
        });
    assertThatThrownBy(this::load).isInstanceOf(SinkException.OutcomeUnknown.class);
    assertThat(load()).isEqualTo(new LoadOutcome.AlreadyLoaded(1));
    assertThat(ways.rows(table)).hasSize(1);
  }

  @Test
  void aLifeThatMovesMeanwhileRefusesTheLoad() {
    proxy.next(
        "COPY INTO",
        r -> {
          ways.enter(table, 1, "CATCHING_UP");
          r.forward();
        });
    assertThat(load()).isInstanceOf(LoadOutcome.Refused.class);
    assertThat(proxy.isSpent()).isTrue();
    assertNothingLoaded();
  }

  @Test
  void aFileThatAnotherWorkerLoadsMeanwhileIsThereOnce() {
    proxy.next(
        "INSERT INTO \\\"tailrace\\\".\\\"rows_",
        r -> {
          ways.sink.load(TwoWays.load(table, "f", ExportBucket.unread(), Optional.of(file)));
          r.forward();
        });
    assertThat(load()).isEqualTo(new LoadOutcome.AlreadyLoaded(1));
    assertThat(proxy.isSpent()).isTrue();
    assertThat(ways.rows(table)).hasSize(1);
  }
}
