package dev.tailrace.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code tailrace.yaml}. */
public final class ConfigFile {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);

  private ConfigFile() {}

  /**
   * The configuration in {@code file}, with this process's environment. A warning is logged when
   * the file holds a secret and others than its owner may read it.
   *
   * @throws ConfigException when there is none, or it is not right; the message has a line for each
   *     mistake with its place, and nothing of what stands in the file but the names of its keys
   */
  public static Config read(Path file) {
    return read(file, System.getenv());
  }

  /** The same with another environment. */
  public static Config read(Path file, Map<String, String> environment) {
    String yaml = ConfigText.read(file);
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    Parsed parsed = parse(yaml, file.toString(), new References(environment, folder));
    if (parsed.hasSecrets() && ConfigText.isOpenToOthers(file)) {
      LOG.warn(
          "{}: it holds secrets and others may read it; chmod 600 {}, or refer to them with ${file:…}",
          file,
          file);
    }
    return parsed.config();
  }

  /** The configuration in {@code yaml}; {@code name} is what messages call it. */
  public static Config parse(String yaml, String name) {
    return parse(yaml, name, new References(System.getenv(), Path.of(""))).config();
  }

  private record Parsed(Config config, boolean hasSecrets) {}

  private static Parsed parse(String yaml, String name, References references) {
    Problems problems = new Problems(name);
    ConfigText.checkCharacters(yaml, problems);
    problems.throwIfAny();
    Optional<YamlNode> root =
        YamlTree.read(yaml, problems)
            .filter(node -> !(node instanceof YamlNode.Scalar scalar && scalar.isNull()));
    if (root.isEmpty()) {
      problems.throwIfAny();
      throw new ConfigException(name + ": holds no configuration; it begins with pipeline: shop");
    }
    if (!(root.get() instanceof YamlNode.Mapping)) {
      throw new ConfigException(
          "%s: holds no configuration, which is keys with values; it begins with pipeline: shop"
              .formatted(name));
    }
    Binder binder = new Binder(references, problems);
    Optional<Config> config = binder.section(Config.class, root.get(), "");
    problems.throwIfAny();
    return new Parsed(config.orElseThrow(), binder.sawSecrets());
  }
}
