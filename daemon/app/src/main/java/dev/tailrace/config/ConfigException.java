package dev.tailrace.config;

/** The configuration can't be used; the message says where, why and what would be right. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String problem;

  /** With a message for the user, which has no value of the configuration in it. */
  public ConfigException(String message) {
    this("", message);
  }

  /** About one key of the record that refuses its values; empty for all of them together. */
  ConfigException(String key, String problem) {
    super(key.isEmpty() ? problem : key + ": " + problem);
    this.key = key;
    this.problem = problem;
  }

  String key() {
    return key;
  }

  String problem() {
    return problem;
  }
}
