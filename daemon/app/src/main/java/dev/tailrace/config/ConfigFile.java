package dev.tailrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
            .build();
    try {
      Config config = mapper.readValue(yaml, Config.class);
      if (config == null) {
        throw new ConfigException("the file is empty");
      }
      return config;
    } catch (UnrecognizedPropertyException e) {
      throw new ConfigException(name + ": " + unknown(e));
    } catch (JsonMappingException e) {
      throw new ConfigException(name + ": " + path(e) + cause(e));
    } catch (JsonProcessingException e) {
      throw new ConfigException(name + ": not YAML: " + e.getOriginalMessage());
    } catch (ConfigException e) {
      throw new ConfigException(name + ": " + e.getMessage());
    }
  }

  private static String unknown(UnrecognizedPropertyException e) {
    String key = e.getPropertyName();
    List<String> known = e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
    String nearest =
        known.stream().min(Comparator.comparingInt(k -> distance(k, key))).orElse("");
    String where = path(e).isEmpty() ? "" : "at " + path(e).replaceFirst(": $", "");
    return "unknown key %s %s; did you mean %s? Known here: %s"
        .formatted(key, where, nearest, String.join(", ", known))
        .replace("  ", " ");
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
    return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e);
  }

  /** How many letters have to be changed, added or taken away. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(row[j - 1], above) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
