package dev.tailrace.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The DynamoDB Local that LocalStack runs, from Maven Central, laid out as in the archive that
 * LocalStack would fetch: {@code DynamoDBLocal.jar} beside {@code DynamoDBLocal_lib}.
 */
final class DynamoDbSide {
  private static final Duration RESOLVING = Duration.ofMinutes(10);
  private static final String SERVER = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";
  private static final String AGENT = NoAgent.class.getName();

  private DynamoDbSide() {}

  /**
   * Resolves it into LocalStack's library folder, {@code lib}.
   *
   * @param maven a Maven of this build, such as its wrapper
   * @throws UnavailableException if Maven fails
   */
  static void install(Path lib, Path pom, Path maven, Commands commands)
      throws IOException, UnavailableException {
    Path home = Files.createDirectories(lib.resolve("dynamodb-local").resolve("2"));
    Path jars = home.resolve("DynamoDBLocal_lib");
    List<String> copying =
        List.of(
            maven.toString(),
            "-B",
            "-ntp",
            "-q",
            "-f",
            pom.toString(),
            "dependency:copy-dependencies",
            "-DincludeScope=runtime",
            "-DoutputDirectory=" + jars);
    if (!commands.succeeds(RESOLVING, copying)) {
      throw new UnavailableException("Maven can't resolve DynamoDB Local, see " + commands.log());
    }
    nameNativeLibraries(jars);
    write(home.resolve("DynamoDBLocal.jar"), server(jars), List.of());
    write(
        home.resolve("ddb-local-loader-0.1.jar"),
        manifest("Premain-Class", AGENT),
        List.of(AGENT.replace('.', '/') + ".class"));
    // LocalStack looks for its JRE here before it fetches one.
    Path java = Files.createDirectories(lib.resolve("java")).resolve("21");
    Files.deleteIfExists(java);
    Files.createSymbolicLink(java, Path.of(System.getProperty("java.home")));
  }

  /** Maven puts the version into the names of the libraries, and the JVM looks for them without. */
  private static void nameNativeLibraries(Path jars) throws IOException {
    for (Path file : files(jars)) {
      String name = String.valueOf(file.getFileName());
      if (name.startsWith("libsqlite4java") && !name.endsWith(".jar")) {
        Files.copy(
            file,
            jars.resolve(name.replaceFirst("-[0-9.]+[0-9](?=\\.)", "")),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Manifest server(Path jars) throws IOException {
    Manifest manifest = manifest("Main-Class", SERVER);
    manifest
        .getMainAttributes()
        .putValue(
            "Class-Path",
            files(jars).stream()
                .map(jar -> "DynamoDBLocal_lib/" + jar.getFileName())
                .filter(jar -> jar.endsWith(".jar"))
                .collect(Collectors.joining(" ")));
    return manifest;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Manifest manifest(String attribute, String value) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue(attribute, value);
    return manifest;
  }

  private static void write(Path jar, Manifest manifest, List<String> classes) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String name : classes) {
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = DynamoDbSide.class.getResourceAsStream("/" + name)) {
          Objects.requireNonNull(in, name).transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
