package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The image's Java runtime is a part of a JDK, and has to be enough. */
final class RuntimeModulesTest {
  /**
   * Jackson looks for annotations of java.beans, and SnakeYAML's half that we don't use for
   * properties; both do without.
   */
  private static final Set<String> DISPENSABLE = Set.of("java.desktop");

  /**
   * What jdeps says of Snowflake's driver; it takes a third of a minute to. It wants java.desktop
   * too, for a login in a browser.
   */
  private static final List<String> DRIVERS =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.rmi",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported");

  @Test
  void theRuntimeHasEveryModuleThatAJarRefersTo() throws IOException {
    UnpackedImage image = UnpackedImage.shared();
    Set<String> wanted = new TreeSet<>(DRIVERS);
    wanted.addAll(modules(image.jars().stream().filter(j -> !isSnowflake(j)).toList()));
    wanted.removeAll(DISPENSABLE);
    assertThat(inRuntime(image.root().resolve("opt/tailrace/release"))).containsAll(wanted);
  }

  private static boolean isSnowflake(Path jar) {
    return String.valueOf(jar.getFileName()).startsWith("snowflake-jdbc-");
  }

  private static Set<String> modules(List<Path> jars) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--multi-release", "21", "--ignore-missing-deps", "--print-module-deps"));
    jars.forEach(jar -> arguments.add(jar.toString()));
    StringWriter said = new StringWriter();
    int exitCode =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
    assertThat(exitCode).as(said.toString()).isZero();
    String last = said.toString().lines().reduce("", (before, line) -> line);
    return Arrays.stream(last.split(",")).collect(Collectors.toSet());
  }

  /** A runtime says in its own {@code release} file what it has. */
  private static List<String> inRuntime(Path release) throws IOException {
    return Files.readAllLines(release).stream()
        .filter(line -> line.startsWith("MODULES="))
        .flatMap(line -> Arrays.stream(line.replaceAll("MODULES=|\"", "").split(" ")))
        .toList();
  }
}
