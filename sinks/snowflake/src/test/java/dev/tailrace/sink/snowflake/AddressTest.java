package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.SinkException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** URLs and credentials. */
final class AddressTest {
  private static final SnowflakeSettings SECRETS =
      SnowflakeSettings.of(
          Map.of(
              "SNOWFLAKE_PASSWORD", "pass-1",
              "SNOWFLAKE_PRIVATE_KEY_FILE", "/keys/k.p8",
              "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "pass-2",
              "SNOWFLAKE_TOKEN", "token-1"));

  private static Address of(String url) {
    return Address.of(url, SnowflakeSettings.defaults());
  }

  @Test
  void anAccountIsItsHostInTheCloud() {
    Address address = of("snowflake://me%40x@my_org-acc/DB?warehouse=W%20H&role=R");
    assertThat(address.jdbcUrl()).isEqualTo("jdbc:snowflake://my_org-acc.snowflakecomputing.com/");
    assertThat(address.properties())
        .containsEntry("user", "me@x")
        .containsEntry("account", "my_org-acc")
        .containsEntry("db", "DB")
        .containsEntry("warehouse", "W H")
        .containsEntry("role", "R")
        .containsEntry("QUERY_TAG", "tailrace");
    assertThat(address).hasToString("snowflake://my_org-acc/DB");
  }

  @Test
  void aHostStaysAsItIs() {
    assertThat(of("snowflake://u@127.0.0.1:8085/DB?ssl=off").jdbcUrl())
        .isEqualTo("jdbc:snowflake://127.0.0.1:8085/");
    assertThat(of("snowflake://u@acc.eu-west-1.privatelink.snowflakecomputing.com/DB").jdbcUrl())
        .isEqualTo("jdbc:snowflake://acc.eu-west-1.privatelink.snowflakecomputing.com/");
  }

  @Test
  void theFirstOfTokenKeyAndPasswordCounts() {
    assertThat(Address.of("snowflake://u@a/D", SECRETS).properties())
        .containsEntry("authenticator", "oauth")
        .containsEntry("token", "token-1")
        .doesNotContainKeys("password", "private_key_file");
    SnowflakeSettings key =
        SnowflakeSettings.of(
            Map.of("SNOWFLAKE_PRIVATE_KEY_FILE", "/k.p8", "SNOWFLAKE_PASSWORD", "p"));
    assertThat(Address.of("snowflake://u@a/D", key).properties())
        .containsEntry("private_key_file", "/k.p8")
        .doesNotContainKeys("password", "private_key_pwd", "token");
  }

  @Test
  void noTextHasASecret() {
    assertThat(SECRETS.toString())
        .contains("/keys/k.p8")
        .doesNotContain("pass-1")
        .doesNotContain("pass-2")
        .doesNotContain("token-1");
    assertThat(Address.of("snowflake://u@a/D", SECRETS)).hasToString("snowflake://a/D");
  }

  @Test
  void aUrlThatIsNoneIsRejectedWithoutItsPassword() {
    for (String url :
        List.of(
            "snowflake://u:hidden@a/D",
            "snowflake://u@a",
            "snowflake://a/D",
            "snowflake://u@/D",
            "snowflake://u:hid den@a/D",
            "snowflake://u@a/D/SCHEMA",
            "postgres://u@a/D")) {
      assertThatThrownBy(() -> of(url))
          .as(url)
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("snowflake://user@account/DATABASE")
          .hasMessageNotContaining("hid");
    }
  }

  @Test
  void aParameterThatIsNotKnownIsNamed() {
    assertThatThrownBy(() -> of("snowflake://u@a/D?warehuse=W"))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("warehuse")
        .hasMessageContaining("warehouse");
  }

  @Test
  void anExportStageIsTheNameOfOne() {
    assertThat(of("snowflake://u@a/D").exportStage()).isEmpty();
    assertThat(of("snowflake://u@a/D?exportStage=@DB.S.EXPORTS").exportStage())
        .contains("DB.S.EXPORTS");
    assertThat(of("snowflake://u@a/D?exportStage=%22my%20s%22.x").exportStage())
        .contains("\"my s\".x");
    for (String bad : List.of("", "a.b.c.d", "a%20b", "a;DROP", "a.", "%22a", "s3://b/")) {
      assertThatThrownBy(() -> of("snowflake://u@a/D?exportStage=" + bad))
          .as(bad)
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("exportStage=DATABASE.SCHEMA.STAGE");
    }
  }
}
