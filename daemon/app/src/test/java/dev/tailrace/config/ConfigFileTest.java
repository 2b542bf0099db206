package dev.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
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
    assertThat(config.sink().flush().interval().duration()).isEqualTo(Duration.ofMinutes(1));
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
        .hasMessageContaining("«soon»");
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
    assertThatThrownBy(() -> ConfigFile.parse(SMALLEST + "  deletes: soft\n", "t.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("only hard is built yet");
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
