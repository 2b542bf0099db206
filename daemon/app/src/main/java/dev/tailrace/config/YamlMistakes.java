package dev.tailrace.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in plain words what keeps a text from being YAML, without repeating any of it. */
final class YamlMistakes {
  private static final Map<String, String> BY_BEGINNING = beginnings();

  private YamlMistakes() {}

  private static Map<String, String> beginnings() {
    Map<String, String> known = new LinkedHashMap<>();
    known.put(
        "mapping values are not allowed here",
        "a second colon in one line, or a wrong indentation; put a text with a colon in quotes");
    known.put("found character '\\t", "a tab can't indent; use spaces");
    known.put(
        "found character",
        "a text begins with a character that has a meaning in YAML; put the text in quotes");
    known.put("expected ',' or '}'", "a comma is missing, or a { that began before is not closed");
    known.put("expected ',' or ']'", "a comma is missing, or a [ that began before is not closed");
    known.put("could not find expected ':'", "a colon and a space are missing behind a key");
    known.put(
        "found unexpected end of stream", "the file ends within quotes; close those that are open");
    known.put(
        "expected <block end>",
        "the indentation fits no line above, or something stands behind a closing quote or bracket");
    known.put(
        "block sequence entries are not allowed",
        "a list's - can't stand here; give it a line of its own");
    known.put(
        "found unknown escape character",
        "within \" \" a \\ begins an escape; write \\\\, or use ' '");
    known.put(
        "expected alphabetic or numeric character", "put a text that begins with * or & in quotes");
    known.put(
        "found undefined alias", "aliases (*) are not taken; put a text that begins so in quotes");
    known.put("expected the node content", "a value is missing, or a comma or bracket too many");
    return known;
  }

  /**
   * What is wrong.
   *
   * @param problem what the parser says; only looked at
   * @param line the line that it stands in; only looked at
   */
  static String explain(@Nullable String problem, String line) {
    String said = problem == null ? "" : problem;
    String known =
        BY_BEGINNING.entrySet().stream()
            .filter(e -> said.startsWith(e.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("check quotes, brackets and indentation of this line and the one before");
    return "is not YAML: "
        + known
        + (line.contains("${") ? "; within { } and [ ] a ${…} needs quotes around it" : "");
  }
}
