package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.sink.SinkAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of URLs that no sink opens. */
final class SinksTest {
  private static final AwsConfig AWS =
      new AwsConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static void refused(String url, String said) {
    assertThatThrownBy(() -> Sinks.open(url, AWS)).as(url).hasMessageContaining(said);
  }

  @Test
  void aNearMissGetsTheSpellingThatIsWanted() {
    for (String near :
        List.of(
            "postgress://h/d",
            "postgre://h/d",
            "pg://h/d",
            "jdbc:postgresql://h/d",
            "postgres:h")) {
      refused(near, ": write it as postgres://user@host:5432/database");
    }
    refused("duckdbb:///x", ": write it as duckdb:///path/to/file.duckdb");
    refused("snowflaek://u@a/D", ": write it as snowflake://");
    refused("dynamo://eu-west-1", ": write it as dynamodb://");
    for (String other : List.of("mysql://h/d", "md:x", "redshift://h/d", "w/y.duckdb", "x")) {
      refused(other, "there is no such kind; write duckdb:///");
    }
    refused("duckdb://", "names no file");
    refused("duckdb:///x?threads=1", "file-mode");
  }

  @Test
  void schemesOfPostgresAreOneWhateverTheirCase() {
    for (String url : List.of("postgres://h", "postgresql://h", "Postgres://h", "PostgreSQL://h")) {
      refused(url, "write it as postgres://user:password@host:port/database");
    }
    assertThat(Sinks.quarantines(new SinkAddress("DynamoDB://eu-west-1"))).isTrue();
    assertThat(Sinks.quarantines(new SinkAddress("-"))).isFalse();
  }
}
