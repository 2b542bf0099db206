package dev.tailrace.config;

/** The configuration can't be used; the message says where, why and what would be right. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the user. */
  public ConfigException(String message) {
    super(message);
  }
}
