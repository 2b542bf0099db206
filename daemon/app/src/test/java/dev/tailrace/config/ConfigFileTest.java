package dev.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
  private static final String SMALLEST =
      """
      pipeline: shop
      source:
        tables:
          - name: orders
      export:
        bucket: exports
      sink:
        url: duckdb:///data/w.duckdb
      """;

  @Test
  void whatIsLeftOutHasItsDefault() {
    Config config = ConfigFile.parse(SMALLEST, "t.yaml");

    assertThat(config.source().pollPeriod().duration()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.source().discoveryPeriod().duration()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.sink().flush().rows()).isEqualTo(50_000);
    assertThat(config.sink().flushInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.withSinkAt("snowflake://me@account/DB").sink().flushInterval())
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(config.sink().flush().bytes().bytes()).isEqualTo(64L << 20);
    assertThat(config.sink().schema()).isEqualTo("main");
    assertThat(config.export().format()).isEqualTo("dynamodb-json");
    assertThat(config.aws().region()).isEmpty();
    assertThat(config.leases().table()).isEqualTo("none");
  }

  @Test
  void everythingThatTheDesignNamesIsRead() {
    Config config =
        ConfigFile.parse(
            """
            pipeline: shop
            aws:
              region: us-east-1
              endpoint: http://127.0.0.1:4566
              access-key-id: a
              secret-access-key: hush
            source:
              tables:
                - name: orders
                  backfill: export
                  target: o
              discovery-period: 5s
              poll-period: 250ms
            export:
              bucket: b
              prefix: tailrace/
              format: ion
            sink:
              url: duckdb:///data/w.duckdb
              schema: main
              layout: columns
              deletes: hard
              flush: {interval: 1m, rows: 10, bytes: 2MiB}
            leases:
              table: none
            status:
              listen: 127.0.0.1:8080
            """,
            "t.yaml");

    assertThat(config.source().pollPeriod().duration()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.sink().flushInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.source().tables().get(0).target()).contains("o");
    assertThat(config.aws().toString()).doesNotContain("hush");
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesTheNearest() {
    String misspelt = SMALLEST.replace("bucket: exports", "buckt: exports");

    assertThatThrownBy(() -> ConfigFile.parse(misspelt, "t.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("t.yaml")
        .hasMessageContaining("buckt")
        .hasMessageContaining("did you mean bucket?");
  }

  @Test
  void aWrongValueNamesItsPlace() {
    assertThatThrownBy(() -> ConfigFile.parse(SMALLEST + "  flush: {interval: soon}\n", "t.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sink.flush.interval")
        .hasMessageStartingWith("t.yaml:9:21: sink.flush.interval: ")
        .hasMessageContaining("250ms, 10s, 5m or 2h")
        .hasMessageNotContaining("soon");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> ConfigFile.parse("pipeline: shop\n", "t.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("source is missing");
    assertThatThrownBy(() -> ConfigFile.parse("", "t.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds no configuration");
    assertThatThrownBy(() -> ConfigFile.read(Path.of("no-such-file.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void whatIsNotBuiltYetIsSaid() {
    String scan = SMALLEST.replace("- name: orders", "- {name: orders, backfill: scan}");
    assertThatThrownBy(() -> ConfigFile.parse(scan, "t.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not built yet");
  }

  @Test
  void whatBecomesOfItemsIsReadForAllTablesAndForOne() {
    Config config =
        ConfigFile.parse(
            SMALLEST
                    .replace("- name: orders", "- {name: orders, deletes: hard, history: true}")
                    .replace("export:", "    - name: users\nexport:")
                + "  layout: both\n  deletes: soft\n  expiries: ignore\n",
            "t.yaml");
    TableOptions orders = config.sink().options(config.source().tables().get(0));
    TableOptions users = config.sink().options(config.source().tables().get(1));

    assertThat(orders.toText())
        .isEqualTo("both deletes=hard expiries=hard history=true origins=false");
    assertThat(users.toText())
        .isEqualTo("both deletes=soft expiries=ignore history=false origins=false");
    assertThatThrownBy(() -> ConfigFile.parse(SMALLEST + "  deletes: never\n", "t.yaml"))
        .hasMessageContaining("t.yaml:9:12: sink.deletes: is one of hard, soft, ignore");
  }

  @Test
  void columnsAreTypedInBothStylesOfYaml() {
    String flow =
        "{price: decimal(18,2), tax: decimal(9,2), created: timestamp(epoch-ms), n: bigint}";
    Config config =
        ConfigFile.parse(
            SMALLEST.replace("- name: orders", "- {name: orders, columns: " + flow + "}"),
            "t.yaml");

    assertThat(config.source().tables().get(0).columnTypes())
        .containsExactly(
            Map.entry("price", new ColumnType.Decimal(18, 2)),
            Map.entry("tax", new ColumnType.Decimal(9, 2)),
            Map.entry("created", new ColumnType.Timestamp(TimeSource.EPOCH_MS)),
            Map.entry("n", new ColumnType.Int64()));
    assertThatThrownBy(
            () ->
                ConfigFile.parse(
                    SMALLEST.replace("- name: orders", "- {name: o, columns: {a: varchar}}"),
                    "t.yaml"))
        .hasMessageContaining(
            "columns: the column a: there is no such type; there are text, bytes");
  }

  @Test
  void rulesThatContradictEachOtherAreRefused() {
    String twice = "- {name: o, rename: {a: x, b: x}}";
    assertThatThrownBy(() -> ConfigFile.parse(SMALLEST.replace("- name: orders", twice), "t.yaml"))
        .hasMessageContaining("two attributes become x");
    String both = "- {name: o, routes: [{target: t, attribute: a, prefix: x, equals: y}]}";
    assertThatThrownBy(() -> ConfigFile.parse(SMALLEST.replace("- name: orders", both), "t.yaml"))
        .hasMessageContaining("either prefix or equals");
  }

  @Test
  void aBucketBelongsToTheTablesAccountUnlessItIsSaidToBeAnothers() {
    String arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
    assertThat(ConfigFile.parse(SMALLEST, "t.yaml").export().ownerFor(arn))
        .contains("123456789012");
    Config of =
        ConfigFile.parse(
            SMALLEST.replace("bucket: exports", "bucket: exports\n  bucket-owner: 000000000042"),
            "t.yaml");
    assertThat(of.export().ownerFor(arn)).contains("000000000042");
    assertThat(of.export().kmsKey()).isEmpty();
  }

  @Test
  void aTablesNameComesOutOfItsStreamsArn() {
    Config config =
        ConfigFile.parse(
            SMALLEST.replace(
                "name: orders",
                "stream-arn: arn:aws:dynamodb:us-east-1:1:table/orders/stream/2026-01-01T00:00:00.000"),
            "t.yaml");

    assertThat(config.source().tables().get(0).tableName()).isEqualTo("orders");
  }
}
