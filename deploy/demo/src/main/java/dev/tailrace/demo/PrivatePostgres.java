package dev.tailrace.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Postgres server that takes nobody but who has its password, which is made up for each server.
 * The password is set before the server listens, so that no other user of this machine gets in
 * meanwhile; a server that trusts a user is one that lets them run programs as ours.
 */
final class PrivatePostgres implements AutoCloseable {
  /** Where the server is unpacked to, for all demos of this user. */
  private static final Path PROGRAMS =
      Path.of(System.getProperty("user.home"), ".cache", "tailrace", "postgres");

  private static final int PASSWORD_BYTES = 16;

  private static final String LOGINS =
      """
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private final EmbeddedPostgres server;
  private final String password;

  private PrivatePostgres(EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  /** Starts a server whose data is in {@code folder}, which is made. */
  static PrivatePostgres start(Path folder) throws IOException {
    Files.createDirectories(folder, PrivateFolder.ATTRIBUTES);
    Files.createDirectories(PROGRAMS, PrivateFolder.ATTRIBUTES);
    String password = password();
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(PROGRAMS.toFile())
            .setServerConfig("unix_socket_directories", "")
            .setConnectConfig("password", password)
            .setDataDirectoryCustomizer(data -> close(data, password))
            .start();
    return new PrivatePostgres(server, password);
  }

  private static String password() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Called between the making of the data's folder and the start of the server. */
  private static void close(File data, String password) {
    try {
      Files.writeString(data.toPath().resolve("pg_hba.conf"), LOGINS);
      Process alone =
          new ProcessBuilder(singleUser(data))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (Writer statements = alone.outputWriter(StandardCharsets.UTF_8)) {
        statements.write("ALTER USER postgres PASSWORD '" + password + "'\n");
      }
      if (alone.waitFor() != 0) {
        throw new IOException("the password of the demo's Postgres can't be set");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Postgres was started", e);
    }
  }

  /** The server without a network, which reads statements and ends. It does not run as root. */
  private static List<String> singleUser(File data) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(program().toString(), "--single", "-D", data.toString(), "postgres"));
    return command;
  }

  private static Path program() throws IOException {
    try (Stream<Path> files = Files.walk(PROGRAMS, 3)) {
      return files
          .filter(f -> f.endsWith("bin/postgres") || f.endsWith("bin/postgres.exe"))
          .max(Path::compareTo)
          .orElseThrow(() -> new IOException(PROGRAMS + ": Postgres was not unpacked there"));
    }
  }

  int port() {
    return server.getPort();
  }

  /** Of the user postgres. */
  String secret() {
    return password;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
