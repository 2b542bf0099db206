package dev.tailrace.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The text of a configuration file. */
final class ConfigText {
  private static final int LONGEST = 1 << 20;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private ConfigText() {}

  /**
   * Reads it.
   *
   * @throws ConfigException when there is none, or it is too long or no text
   */
  static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new ConfigException(
            "%s: is longer than %d MiB, which no configuration is".formatted(file, LONGEST >> 20));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file; name it with -c");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": is not UTF-8 text; save it as UTF-8");
    } catch (IOException e) {
      throw new ConfigException(
          Files.isDirectory(file)
              ? file + ": is a folder; name the file in it with -c"
              : file + ": can't be read; check that this user may");
    }
  }

  /** Whether others than its owner may read a file; false where files know no such rights. */
  static boolean isOpenToOthers(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Looks for what no text has. */
  static void checkCharacters(String text, Problems problems) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        start = i + 1;
      } else if (Character.isISOControl(c) && c != '\t' && c != '\r' && c != '\u0085') {
        problems.add(
            new Place(line, i - start + 1),
            "a control character stands here; is the file UTF-8 text?");
        return;
      }
    }
  }
}
