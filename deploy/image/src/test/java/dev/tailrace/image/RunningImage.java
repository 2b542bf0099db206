package dev.tailrace.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts the image's own entry point, with its own environment, as a container would: as its user,
 * in a root that holds the layers and may not be written to, with a volume at {@code /tmp} and a
 * configuration at {@code /etc/tailrace}. The base of the image, which a build can't fetch, is
 * stood in for by this machine's C library; nothing else of this machine is there, no shell either.
 *
 * <p>That takes root and mount namespaces. Without them the entry point runs where the layers were
 * unpacked, as who runs the test.
 */
final class RunningImage {
  private static final String ENTER = Path.of("src/test/sh/enter.sh").toAbsolutePath().toString();

  private final UnpackedImage image;
  private final Path scratch;
  private final Path etc;
  private final boolean isolated;

  /**
   * @param folder for the volume and the configuration
   */
  RunningImage(UnpackedImage image, Path folder) throws IOException {
    this.image = image;
    this.scratch = Files.createDirectories(folder.resolve("tmp"));
    this.etc = Files.createDirectories(folder.resolve("etc"));
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
    this.isolated = Isolation.POSSIBLE;
  }

  /** Where, as the image sees it, what it writes is; {@link #scratch} on this machine. */
  String scratchInside() {
    return isolated ? "/tmp" : scratch.toString();
  }

  Path scratch() {
    return scratch;
  }

  /** Writes the configuration; the path is the image's. */
  String configured(String name, String yaml) throws IOException {
    Files.writeString(etc.resolve(name), yaml);
    return isolated ? "/etc/tailrace/" + name : etc.resolve(name).toString();
  }

  /** The entry point with these arguments in place of the image's own. */
  ProcessBuilder command(String... arguments) {
    List<String> inside = new ArrayList<>(image.strings("Entrypoint"));
    inside.addAll(List.of(arguments));
    List<String> command = new ArrayList<>();
    if (isolated) {
      String user = image.config().at("/config/User").asText();
      command.addAll(List.of("sh", ENTER, image.root().toString()));
      command.addAll(List.of(scratch.toString(), etc.toString(), user));
      command.addAll(inside);
    } else {
      inside.forEach(word -> command.add(word.replace("/opt/", image.root() + "/opt/")));
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    for (String variable : image.strings("Env")) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    if (!isolated) {
      environment.put("HOME", scratch.toString());
    }
    return builder;
  }

  /** The entry point with these arguments, to its end. */
  Tool.Said run(String... arguments) {
    return Tool.attempt(command(arguments));
  }

  /** Whether this machine lets us; asked once. */
  private static final class Isolation {
    static final boolean POSSIBLE = ask();

    private static boolean ask() {
      String root = UnpackedImage.shared().root().toString();
      // Mounts of the image's own folders: what counts is whether mounts can be made.
      Tool.Said said =
          Tool.attempt(
              new ProcessBuilder(
                  "sh", ENTER, root, root + "/tmp", root + "/etc/tailrace", "10001:10001", "true"));
      if (said.exitCode() != 0) {
        System.out.printf(
            "skipped: the image in a root of its own (needs root and mount namespaces: %s)%n",
            said.err().strip());
      }
      return said.exitCode() == 0;
    }
  }
}
