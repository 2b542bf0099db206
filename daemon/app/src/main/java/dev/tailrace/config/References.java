package dev.tailrace.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Puts in what a value refers to: {@code ${NAME}} and {@code ${NAME:-otherwise}} a variable of the
 * environment, {@code ${file:/run/secrets/name}} a file's text without its last line feed. Two
 * dollar signs before a brace stand for one, and nothing is put in there.
 */
final class References {
  /** A secret has some hundred bytes; a key in PEM a few thousand. */
  private static final int LONGEST_FILE = 64 << 10;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FILE = "file:";

  private final Map<String, String> environment;
  private final Path folder;

  /**
   * @param folder what relative names of files begin at
   */
  References(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /** Whether a text refers to anything. */
  static boolean isIn(String text) {
    return text.contains("${");
  }

  /**
   * The text with everything put in.
   *
   * @throws ConfigException when something is not there; names the variable or the file
   */
  String resolve(String text) {
    StringBuilder resolved = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
      if (at > from && text.charAt(at - 1) == '$') {
        resolved.append(text, from, at - 1).append("${");
        from = at + 2;
        continue;
      }
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new ConfigException("a ${ is not closed; write $${ where the text itself has ${");
      }
      resolved.append(text, from, at).append(value(text.substring(at + 2, end)));
      from = end + 1;
    }
    return resolved.append(text.substring(from)).toString();
  }

  private String value(String reference) {
    if (reference.startsWith(FILE)) {
      return file(reference.substring(FILE.length()));
    }
    int otherwise = reference.indexOf(":-");
    String name = otherwise < 0 ? reference : reference.substring(0, otherwise);
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(
          "in ${…} stands no variable's name; write ${NAME}, ${NAME:-otherwise} or ${file:/path}");
    }
    String value = environment.getOrDefault(name, "");
    if (otherwise >= 0) {
      return value.isEmpty() ? reference.substring(otherwise + 2) : value;
    }
    if (!environment.containsKey(name)) {
      throw new ConfigException(
          "the variable %s is not set; set it, or write ${%s:-otherwise}".formatted(name, name));
    }
    return value;
  }

  private String file(String name) {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
      if (bytes.length > LONGEST_FILE) {
        throw new ConfigException(
            "the file %s is longer than %d KiB".formatted(name, LONGEST_FILE >> 10));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.replaceFirst("\\r?\\n\\z", "");
    } catch (InvalidPathException e) {
      throw new ConfigException("in ${file:…} stands no file's name");
    } catch (NoSuchFileException e) {
      throw new ConfigException("the file %s is not there".formatted(name));
    } catch (CharacterCodingException e) {
      throw new ConfigException("the file %s is not UTF-8 text".formatted(name));
    } catch (IOException e) {
      throw new ConfigException(
          "the file %s can't be read; check that the daemon's user may".formatted(name));
    }
  }
}
