package dev.tailrace.sink.snowflake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A function in Tailrace's schema that rewrites DynamoDB JSON as plain JSON, as {@link
 * dev.tailrace.item.PlainJson} does: SQL has no way to walk values that nest. It is named by what
 * it does, so that two releases with different ones don't meet.
 */
final class PlainJsonFunction {
  private static final String SOURCE = source();
  private static final String NAME = StateSchema.SCHEMA + "." + Sql.name("plain_json_" + hash());

  private PlainJsonFunction() {}

  /** Makes it where it is missing. */
  static void create(Session session) throws SQLException {
    session.execute(
        "CREATE FUNCTION IF NOT EXISTS %s (D VARCHAR) RETURNS VARCHAR LANGUAGE JAVASCRIPT RETURNS NULL ON NULL INPUT IMMUTABLE AS '%s'"
            .formatted(NAME, SOURCE.replace("\\", "\\\\").replace("'", "''")));
  }

  /** The plain JSON of a typed value, both as text. */
  static String call(String typedJson) {
    return NAME + "(" + typedJson + ")";
  }

  private static String source() {
    try (InputStream in =
        Objects.requireNonNull(
            PlainJsonFunction.class.getResourceAsStream("plain_json.js"), "plain_json.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("plain_json.js can't be read", e);
    }
  }

  private static String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(SOURCE.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
