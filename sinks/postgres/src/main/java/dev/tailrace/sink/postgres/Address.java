package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the database is and how to log in, out of a URL {@code
 * postgres://user:password@host:port/database?sslmode=require}. Its text never has the password.
 */
final class Address {
  private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");
  private static final Pattern AMPERSAND = Pattern.compile("&");

  /** What the sink decides by itself. */
  private static final Set<String> OWN =
      Set.of(
          "user",
          "password",
          "prepareThreshold",
          "socketTimeout",
          "autosave",
          "readOnly",
          "preferQueryMode",
          "logServerErrorDetail",
          "loggerLevel",
          "loggerFile");

  private final String jdbcUrl;
  private final String shown;
  private final Properties properties;

  private Address(String jdbcUrl, String shown, Properties properties) {
    this.jdbcUrl = jdbcUrl;
    this.shown = shown;
    this.properties = properties;
  }

  /**
   * Reads a URL.
   *
   * @throws SinkException.Rejected when it is not one, or has a parameter that the driver doesn't
   *     know
   */
  static Address of(String url, PostgresSettings settings) {
    URI uri = uri(url);
    String host = uri.getHost();
    String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (!SCHEMES.contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
        || host == null
        || database.isEmpty()) {
      throw malformed(url);
    }
    String place = host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getRawPath();
    Properties properties = new Properties();
    // A pooler between us and the server need not know of prepared statements then.
    properties.setProperty("prepareThreshold", "0");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    // Else its messages, which it logs too, have the values of rows.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("ApplicationName", "tailrace");
    long answerSeconds = Math.max(1, settings.answerTimeout().toSeconds());
    properties.setProperty("socketTimeout", Long.toString(answerSeconds));
    login(uri, settings, properties);
    parameters(uri, "postgres://" + place, properties);
    return new Address("jdbc:postgresql://" + place, "postgres://" + place, properties);
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      // Its message repeats the URL, and the password may be what breaks it.
      throw malformed(url);
    }
  }

  private static SinkException malformed(String url) {
    return new SinkException.Rejected(
        "sink url %s: write it as postgres://user:password@host:port/database, with odd characters as %%40 and the like; the password is better kept in PGPASSWORD"
            .formatted(Redacted.url(url)));
  }

  private static void login(URI uri, PostgresSettings settings, Properties properties) {
    String login = Optional.ofNullable(uri.getRawUserInfo()).orElse("");
    int colon = login.indexOf(':');
    String user = decoded(colon < 0 ? login : login.substring(0, colon));
    Optional<String> password =
        colon < 0
            ? settings.password().map(Secret::value)
            : Optional.of(decoded(login.substring(colon + 1)));
    Optional.of(user)
        .filter(u -> !u.isEmpty())
        .or(settings::user)
        .ifPresent(u -> properties.setProperty("user", u));
    password.ifPresent(p -> properties.setProperty("password", p));
  }

  private static void parameters(URI uri, String place, Properties properties) {
    String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
    Set<String> known = query.isEmpty() ? Set.of() : knownToDriver();
    for (String parameter : AMPERSAND.splitAsStream(query).filter(p -> !p.isEmpty()).toList()) {
      int equals = parameter.indexOf('=');
      String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
      if (equals < 0 || OWN.contains(name) || !known.contains(name)) {
        throw new SinkException.Rejected(
            "sink url %s: the parameter %s is not one that can be set here; see the Postgres driver's list, and put user and password before the host"
                .formatted(place, Redacted.name(name)));
      }
      properties.setProperty(name, decoded(parameter.substring(equals + 1)));
    }
  }

  private static Set<String> knownToDriver() {
    String any = "jdbc:postgresql:any";
    try {
      return Stream.of(DriverManager.getDriver(any).getPropertyInfo(any, new Properties()))
          .map(i -> i.name)
          .collect(Collectors.toSet());
    } catch (SQLException e) {
      throw new IllegalStateException("the Postgres driver is not there", e);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  /** What the driver is to know; a copy, with the password in it. */
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
