package dev.tailrace.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A configuration, or what is around it, that is broken in one way.
 *
 * @param yaml makes a configuration broken that is right
 * @param calls which calls to AWS get {@code answer}, as a pattern of {@link FaultPlan}
 * @param properties of the system, as long as the commands run
 * @param exitCode of both commands
 * @param says what both say
 */
record BrokenSetup(
    String name,
    UnaryOperator<String> yaml,
    Optional<String> calls,
    Optional<Fault> answer,
    Map<String, String> properties,
    int exitCode,
    List<String> says) {

  static BrokenSetup of(String name, UnaryOperator<String> yaml, int exitCode, String... says) {
    return new BrokenSetup(
        name, yaml, Optional.empty(), Optional.empty(), Map.of(), exitCode, List.of(says));
  }

  /** Another value for the first key of that name. */
  static BrokenSetup set(String key, String value, int exitCode, String... says) {
    return of(
        key + ": " + value,
        yaml -> yaml.replaceFirst("\\b" + key + ": .*", key + ": " + value),
        exitCode,
        says);
  }

  /** Another source table. */
  static BrokenSetup table(String table, int exitCode, String... says) {
    return of(
        "table " + table,
        yaml -> yaml.replaceFirst("- name: .*", "- name: " + table),
        exitCode,
        says);
  }

  /** More lines at the end. */
  static BrokenSetup more(String lines, int exitCode, String... says) {
    return of(lines.strip(), yaml -> yaml + lines + "\n", exitCode, says);
  }

  /** AWS answers some calls as it likes. */
  static BrokenSetup said(String calls, Fault answer, int exitCode, String... says) {
    return new BrokenSetup(
        calls + " " + answer,
        UnaryOperator.identity(),
        Optional.of(calls),
        Optional.of(answer),
        Map.of(),
        exitCode,
        List.of(says));
  }

  BrokenSetup with(String property, String value) {
    Map<String, String> more = new LinkedHashMap<>(properties);
    more.put(property, value);
    return new BrokenSetup(name, yaml, calls, answer, more, exitCode, says);
  }

  @Override
  public String toString() {
    return name;
  }
}
