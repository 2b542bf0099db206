package dev.tailrace.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image that {@code package} wrote, with its layers unpacked over one another.
 *
 * @param config what the image says of itself: the image configuration as JSON
 * @param root the layers' content, as a container would see it on an empty base
 * @param layers the layers from the lowest to the uppermost
 */
record UnpackedImage(JsonNode config, Path root, List<Layer> layers) {
  private static final Path TAR = Path.of("target/tailrace-image.tar").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/unpacked").toAbsolutePath();

  UnpackedImage {
    layers = List.copyOf(layers);
  }

  /**
   * A layer.
   *
   * @param packedBytes its size compressed, as it is stored and pulled
   * @param entries paths without a leading slash; those of folders end in one
   */
  record Layer(long packedBytes, List<String> entries) {
    Layer {
      entries = List.copyOf(entries);
    }

    /** What to call it in a message: the largest thing that is known to be in only one of them. */
    String title() {
      if (entries.contains("opt/tailrace/bin/java")) {
        return "runtime";
      }
      if (entries.stream().anyMatch(entry -> entry.contains("/snowflake-jdbc-"))) {
        return "drivers";
      }
      if (entries.contains("opt/tailrace/sbom.json")) {
        return "tailrace";
      }
      return entries.stream().anyMatch(entry -> entry.endsWith(".jar")) ? "libraries" : "folders";
    }
  }

  /** The one that all tests share; unpacked once. */
  static UnpackedImage shared() {
    return Shared.IMAGE;
  }

  /** A string of the configuration's {@code config} object, or of what is in it. */
  List<String> strings(String key) {
    List<String> all = new ArrayList<>();
    config.path("config").path(key).forEach(value -> all.add(value.asText()));
    return all;
  }

  /** The jars of the class path. */
  List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("opt/tailrace/lib"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static UnpackedImage unpack() throws IOException {
    Tool.run(List.of("rm", "-rf", FOLDER.toString()));
    Path outer = Files.createDirectories(FOLDER.resolve("image"));
    Path root = Files.createDirectories(FOLDER.resolve("root"));
    Tool.run(List.of("tar", "-xf", TAR.toString(), "-C", outer.toString()));
    ObjectMapper json = new ObjectMapper();
    JsonNode manifest = json.readTree(outer.resolve("manifest.json").toFile()).path(0);
    List<Layer> layers = new ArrayList<>();
    for (JsonNode name : manifest.path("Layers")) {
      Path layer = outer.resolve(name.asText());
      List<String> entries = Tool.run(List.of("tar", "-tzf", layer.toString())).lines();
      layers.add(new Layer(Files.size(layer), entries));
      Tool.run(List.of("tar", "-xzpf", layer.toString(), "-C", root.toString(), "--no-same-owner"));
    }
    JsonNode config = json.readTree(outer.resolve(manifest.path("Config").asText()).toFile());
    Tool.run(List.of("rm", "-rf", outer.toString()));
    return new UnpackedImage(config, root, layers);
  }

  private static final class Shared {
    static final UnpackedImage IMAGE = unpackOrFail();

    private static UnpackedImage unpackOrFail() {
      try {
        return unpack();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
