package dev.tailrace.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads {@code tailrace.yaml}. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * The configuration in {@code file}.
   *
   * @throws ConfigException when there is none, or it is not right; the message says where
   */
  public static Config read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file; name it with -c");
    } catch (IOException e) {
      throw new ConfigException(file + ": can't be read: " + e.getMessage());
    }
  }

  /** The configuration in {@code yaml}; {@code name} is what messages call it. */
  public static Config parse(String yaml, String name) {
    ObjectMapper mapper =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new Jdk8Module())
            .addMixIn(Secret.class, OneText.class)
            .addMixIn(SinkAddress.class, OneText.class)
            .build();
    try {
      JsonNode tree = mapper.readTree(yaml);
      if (tree == null || !tree.isObject()) {
        throw new ConfigException("holds no configuration");
      }
      KnownKeys.check(tree, Config.class, "");
      return mapper.treeToValue(tree, Config.class);
    } catch (JsonMappingException e) {
      throw new ConfigException(name + ": " + path(e) + cause(e));
    } catch (JsonProcessingException e) {
      throw new ConfigException(name + ": not YAML: " + e.getOriginalMessage());
    } catch (ConfigException e) {
      throw new ConfigException(name + ": " + e.getMessage());
    }
  }

  /** Reads a record of one text out of that text. */
  private abstract static class OneText {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    @SuppressWarnings("UnusedVariable")
    OneText(String text) {}
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
            .collect(Collectors.joining("."))
            .replace(".[", "[");
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String cause(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ConfigException) {
        return String.valueOf(t.getMessage());
      }
    }
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e);
  }
}
