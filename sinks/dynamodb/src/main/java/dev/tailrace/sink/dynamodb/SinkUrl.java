package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the sink's URL. */
final class SinkUrl {
  private static final List<String> PARAMETERS =
      List.of(
          "endpoint",
          "role-arn",
          "external-id",
          "state-table",
          "table-prefix",
          "rate",
          "burst",
          "writers",
          "check-every-ms",
          "answer-timeout-ms");
  private static final Pattern AMPERSAND = Pattern.compile("&");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z0-9]+)+");
  private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
  private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9_.-]{0,200}");

  private final String url;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  SinkUrl(String url) {
    this.url = url;
  }

  DynamoDbSettings settings() {
    URI uri = uri();
    String region = Optional.ofNullable(uri.getAuthority()).orElse("");
    boolean hasPath = uri.getPath() != null && !uri.getPath().isEmpty();
    if (!"dynamodb".equalsIgnoreCase(uri.getScheme())
        || !REGION.matcher(region).matches()
        || hasPath) {
      throw malformed();
    }
    readParameters(Optional.ofNullable(uri.getRawQuery()).orElse(""));
    DynamoDbSettings defaults = DynamoDbSettings.in(region);
    try {
      return new DynamoDbSettings(
          region,
          text("endpoint").map(this::endpoint),
          text("role-arn"),
          Secret.of(text("external-id")),
          named("state-table", TABLE).orElse(defaults.stateTable()),
          named("table-prefix", PREFIX).orElse(defaults.tablePrefix()),
          number("rate"),
          number("burst"),
          number("writers").orElse(defaults.writers()),
          number("check-every-ms").map(Duration::ofMillis).orElse(defaults.checkEvery()),
          number("answer-timeout-ms").map(Duration::ofMillis).orElse(defaults.answerTimeout()));
    } catch (IllegalArgumentException e) {
      throw rejected(String.valueOf(e.getMessage()));
    }
  }

  private URI uri() {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw malformed();
    }
  }

  private SinkException malformed() {
    return rejected("write it as dynamodb://eu-west-1, parameters behind a question mark");
  }

  private SinkException rejected(String mend) {
    return new SinkException.Rejected("sink url %s: %s".formatted(Redacted.url(url), mend));
  }

  private void readParameters(String query) {
    for (String parameter : AMPERSAND.splitAsStream(query).filter(p -> !p.isEmpty()).toList()) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (equals < 0 || !PARAMETERS.contains(name)) {
        throw rejected(
            "the parameter %s is none of %s"
                .formatted(Redacted.name(name), String.join(", ", PARAMETERS)));
      }
      String value = parameter.substring(equals + 1).replace("+", "%2B");
      if (parameters.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8)) != null) {
        throw rejected("the parameter " + name + " is there twice");
      }
    }
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  private Optional<String> named(String name, Pattern allowed) {
    return text(name)
        .map(
            value -> {
              if (!allowed.matcher(value).matches()) {
                throw rejected(
                    "%s: a table's name has letters, digits, _ . and - alone, 3 to 255 of them"
                        .formatted(name));
              }
              return value;
            });
  }

  private Optional<Integer> number(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return Integer.valueOf(value);
              } catch (NumberFormatException e) {
                throw rejected("%s: it must be a whole number".formatted(name));
              }
            });
  }

  private URI endpoint(String text) {
    try {
      URI endpoint = new URI(text);
      if (endpoint.getScheme() != null
          && endpoint.getHost() != null
          && endpoint.getUserInfo() == null
          && endpoint.getQuery() == null) {
        return endpoint;
      }
    } catch (URISyntaxException e) {
      // Its message repeats the text.
    }
    throw rejected("endpoint: write it as https://host:port, without a login");
  }
}
