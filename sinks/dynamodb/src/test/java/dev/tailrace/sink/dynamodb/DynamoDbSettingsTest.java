package dev.tailrace.sink.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DynamoDbSettingsTest {
  @Test
  void aRegionIsEnough() {
    assertThat(DynamoDbSettings.parse("dynamodb://eu-central-1"))
        .isEqualTo(DynamoDbSettings.in("eu-central-1"));
  }

  @Test
  void everyParameterIsRead() {
    DynamoDbSettings settings =
        DynamoDbSettings.parse(
            "dynamodb://us-gov-east-1?endpoint=https%3A%2F%2Fvpce.example:8000&role-arn=arn:aws:iam::1:role/r"
                + "&external-id=a+b&rate=1000&burst=2000&state-table=my-state&table-prefix=copy_&writers=3"
                + "&check-every-ms=0&answer-timeout-ms=2500");
    assertThat(settings)
        .isEqualTo(
            new DynamoDbSettings(
                "us-gov-east-1",
                Optional.of(URI.create("https://vpce.example:8000")),
                Optional.of("arn:aws:iam::1:role/r"),
                Optional.of(new Secret("a+b")),
                "my-state",
                "copy_",
                Optional.of(1000),
                Optional.of(2000),
                3,
                Duration.ZERO,
                Duration.ofMillis(2500)));
  }

  @Test
  void noMessageAndNoTextHasASecret() {
    for (String url :
        List.of(
            "dynamodb://eu-west-1?external-id=hush7",
            "dynamodb://eu-west-1?secret-access-key=hush7",
            "dynamodb://eu-west-1?endpoint=http://u:hush7@h",
            "dynamodb://eu-west-1?endpoint=http://u:hush7%20@h",
            "dynamodb://k:hush7@eu-west-1")) {
      assertThatThrownBy(() -> DynamoDbSettings.parse(url))
          .as(url)
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageNotContaining("hush7");
    }
    assertThat(
            DynamoDbSettings.parse("dynamodb://eu-west-1?role-arn=r&external-id=hush7").toString())
        .doesNotContain("hush7");
  }

  @Test
  void whatIsWrongIsSaid() {
    refused("dynamodb://", "dynamodb://eu-west-1");
    refused("dynamodb://eu-west-1/orders", "dynamodb://eu-west-1");
    refused("postgres://eu-west-1", "dynamodb://eu-west-1");
    refused("dynamodb://eu-west-1?rates=1", "rates is none of");
    refused("dynamodb://eu-west-1?rate=many", "whole number");
    refused("dynamodb://eu-west-1?rate=1&rate=2", "twice");
    refused("dynamodb://eu-west-1?rate=0", "at least 1");
    refused("dynamodb://eu-west-1?burst=5", "burst needs a rate");
    refused("dynamodb://eu-west-1?rate=5&burst=4", "not be smaller");
    refused("dynamodb://eu-west-1?external-id=x", "role-arn");
    refused("dynamodb://eu-west-1?writers=65", "1 to 64");
    refused("dynamodb://eu-west-1?state-table=a%20b", "letters");
    refused("dynamodb://eu-west-1?endpoint=localhost", "https://host:port");
  }

  private static void refused(String url, String said) {
    assertThatThrownBy(() -> DynamoDbSettings.parse(url))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining(Redacted.url(url))
        .hasMessageContaining(said);
  }
}
