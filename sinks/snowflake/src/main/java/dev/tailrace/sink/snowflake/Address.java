package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which account and database, and how to log in, out of a URL {@code
 * snowflake://user@account/DATABASE?warehouse=W&role=R}. Its text has no secrets.
 */
final class Address {
  private static final Pattern AMPERSAND = Pattern.compile("&");
  private static final Pattern PORT = Pattern.compile(":\\d+$");
  private static final Pattern STAGE =
      Pattern.compile("(?:(?:[A-Za-z_][\\w$]*|\"(?:[^\"]|\"\")+\")(?:[.](?!$)|$)){1,3}");
  private static final String CLOUD = ".snowflakecomputing.com";

  private final String jdbcUrl;
  private final String shown;
  private final String database;
  private final Properties properties;
  private final Optional<String> exportStage;

  private Address(
      String jdbcUrl,
      String shown,
      String database,
      Properties properties,
      Optional<String> exportStage) {
    this.jdbcUrl = jdbcUrl;
    this.shown = shown;
    this.database = database;
    this.properties = properties;
    this.exportStage = exportStage;
  }

  /**
   * Reads a URL.
   *
   * @throws SinkException.Rejected when it is not one, or has a parameter that is not known
   */
  static Address of(String url, SnowflakeSettings settings) {
    URI uri = uri(url);
    // By hand: an account's name may have an underscore, and then the JDK sees no host and no user.
    String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? "" : decoded(authority.substring(0, at));
    String host = authority.substring(at + 1);
    String account = PORT.matcher(host).replaceFirst("");
    String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (!"snowflake".equalsIgnoreCase(uri.getScheme())
        || user.isEmpty()
        || user.contains(":")
        || account.isEmpty()
        || database.isEmpty()
        || database.contains("/")) {
      throw malformed(url);
    }
    boolean named = account.indexOf('.') < 0 && account.equals(host);
    String place = named ? account + CLOUD : host;
    String shown = "snowflake://" + account + "/" + database;
    Properties properties = driver(settings);
    properties.setProperty("user", user);
    properties.setProperty("db", database);
    properties.setProperty("account", account.replaceFirst("\\..*", ""));
    Optional<String> exportStage = parameters(uri, shown, properties);
    login(settings, properties);
    return new Address("jdbc:snowflake://" + place + "/", shown, database, properties, exportStage);
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      // Its message repeats the URL, and somebody may have put a password there.
      throw malformed(url);
    }
  }

  private static SinkException malformed(String url) {
    return new SinkException.Rejected(
        "sink url %s: write it as snowflake://user@account/DATABASE?warehouse=WAREHOUSE&role=ROLE; the password is kept in SNOWFLAKE_PASSWORD, or better a key in SNOWFLAKE_PRIVATE_KEY_FILE"
            .formatted(Redacted.url(url)));
  }

  private static Properties driver(SnowflakeSettings settings) {
    Properties properties = new Properties();
    // Else the driver asks the metadata addresses of all clouds where it runs.
    properties.setProperty("disablePlatformDetection", "true");
    properties.setProperty("CLIENT_TELEMETRY_ENABLED", "false");
    properties.setProperty("application", "Tailrace");
    properties.setProperty("QUERY_TAG", "tailrace");
    properties.setProperty("loginTimeout", "60");
    // What the account may have set otherwise, and the sink rests on.
    properties.setProperty("TIMESTAMP_INPUT_FORMAT", "AUTO");
    properties.setProperty("TIMEZONE", "UTC");
    properties.setProperty("QUOTED_IDENTIFIERS_IGNORE_CASE", "false");
    properties.setProperty("ABORT_DETACHED_QUERY", "true");
    properties.setProperty("LOCK_TIMEOUT", "1800");
    properties.setProperty("networkTimeout", Long.toString(settings.answerTimeout().toSeconds()));
    return properties;
  }

  /** Sets the driver's parameters and returns the one that is ours. */
  private static Optional<String> parameters(URI uri, String shown, Properties properties) {
    Optional<String> stage = Optional.empty();
    for (Map.Entry<String, String> parameter : parameters(uri).entrySet()) {
      switch (parameter.getKey()) {
        case "warehouse", "role", "ssl" ->
            properties.setProperty(parameter.getKey(), parameter.getValue());
        case "exportStage" -> stage = Optional.of(stage(parameter.getValue(), shown));
        default ->
            throw new SinkException.Rejected(
                "sink url %s: the parameter %s is not known; there are warehouse, role, exportStage and, for an emulator, ssl=off"
                    .formatted(shown, Redacted.name(parameter.getKey())));
      }
    }
    return stage;
  }

  /** The name goes into statements as it is. */
  private static String stage(String value, String shown) {
    String name = value.replaceFirst("^@", "");
    if (!STAGE.matcher(name).matches()) {
      throw new SinkException.Rejected(
          "sink url %s: exportStage is no stage's name; write exportStage=DATABASE.SCHEMA.STAGE, with quotes (%%22) around names that have them"
              .formatted(shown));
    }
    return name;
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new TreeMap<>();
    String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
    AMPERSAND
        .splitAsStream(query)
        .filter(p -> !p.isEmpty())
        .forEach(
            p -> {
              int equals = p.indexOf('=');
              String name = equals < 0 ? p : p.substring(0, equals);
              parameters.put(decoded(name), equals < 0 ? "" : decoded(p.substring(equals + 1)));
            });
    return parameters;
  }

  private static void login(SnowflakeSettings settings, Properties properties) {
    if (settings.token().isPresent()) {
      properties.setProperty("authenticator", "oauth");
      properties.setProperty("token", settings.token().get().value());
    } else if (settings.privateKeyFile().isPresent()) {
      properties.setProperty("private_key_file", settings.privateKeyFile().get().toString());
      settings.passphrase().ifPresent(p -> properties.setProperty("private_key_pwd", p.value()));
    } else {
      properties.setProperty("password", settings.password().map(Secret::value).orElse(""));
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  /** The database, as the URL has it. */
  String database() {
    return database;
  }

  /** The external stage over the exports, as SQL names it, where there is one. */
  Optional<String> exportStage() {
    return exportStage;
  }

  /** What the driver is to know; a copy, with the secrets in it. */
  Properties properties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  @Override
  public String toString() {
    return shown;
  }
}
