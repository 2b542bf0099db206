package dev.tailrace.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * LocalStack and its DynamoDB Local in a folder, installed once and used again. Processes that want
 * the same folder at once take turns.
 *
 * @param python the Python to run LocalStack with
 * @param library what LocalStack would fetch by itself
 */
record Installation(Path folder, Path python, Path library) {
  private static final List<String> RECIPE =
      List.of("requirements.txt", "dynamodb-local-pom.xml", "launch.py");

  /**
   * Installs what is missing.
   *
   * @param maven for DynamoDB Local
   * @throws UnavailableException if there is no Python for it, or something can't be had
   */
  static Installation in(Path folder, Path maven) throws UnavailableException {
    Installation installation =
        new Installation(folder, PythonSide.in(folder), folder.resolve("lib"));
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        installation.complete(maven);
      }
    } catch (IOException e) {
      throw new UnavailableException("it can't be installed in " + folder, e);
    }
    return installation;
  }

  private void complete(Path maven) throws IOException, UnavailableException {
    Path done = folder.resolve("installed");
    StringBuilder wanted = new StringBuilder();
    for (String name : RECIPE) {
      wanted.append(resource(name));
    }
    // The JRE that is linked in the library may have gone since.
    boolean javaIsThere = Files.exists(library.resolve("java").resolve("21"));
    if (javaIsThere
        && Files.exists(done)
        && Files.readString(done).contentEquals(wanted)
        && Files.isExecutable(python)) {
      return;
    }
    Files.deleteIfExists(done);
    for (String name : RECIPE) {
      Files.writeString(folder.resolve(name), resource(name));
    }
    Path log = folder.resolve("install.log");
    Files.deleteIfExists(log);
    Commands commands = new Commands(log);
    PythonSide.install(folder, folder.resolve("requirements.txt"), commands);
    DynamoDbSide.install(library, folder.resolve("dynamodb-local-pom.xml"), maven, commands);
    Path marking = folder.resolve("installed.new");
    Files.writeString(marking, wanted);
    Files.move(marking, done, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Runs LocalStack, and ends with its standard input. */
  Path launcher() {
    return folder.resolve("launch.py");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Installation.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
