package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderStoreTest {
  private static final String COPIED = "AWSDynamoDB/01-ab/data/one.json.gz";

  @TempDir Path folder = Path.of("");
  private FolderStore store = new FolderStore(folder);

  @BeforeEach
  void copy() throws IOException {
    store = new FolderStore(folder);
    Files.createDirectories(folder.resolve(COPIED).getParent());
    Files.writeString(folder.resolve(COPIED), "content");
  }

  @Test
  void aKeyIsFoundHoweverMuchOfItsPrefixWasCopied() throws IOException {
    for (String prefix : List.of("", "p/", "a/b/c/", "AWSDynamoDB/", "my AWSDynamoDB/x/")) {
      assertThat(read(prefix + COPIED)).isEqualTo("content");
    }
  }

  /** The data of incremental exports is beside the exports' own folders. */
  @Test
  void dataThatExportsShareIsFound() throws IOException {
    Files.createDirectories(folder.resolve("AWSDynamoDB/data"));
    Files.writeString(folder.resolve("AWSDynamoDB/data/two.json.gz"), "shared");
    assertThat(read("p/AWSDynamoDB/data/two.json.gz")).isEqualTo("shared");
  }

  @Test
  void aFolderMayBeGivenRelativeToTheWorkingOne() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
    for (Path written : List.of(relative, Path.of(".").resolve(relative), folder.resolve("."))) {
      store = new FolderStore(written);
      assertThat(read(COPIED)).isEqualTo("content");
    }
    for (Path here : List.of(Path.of("."), Path.of(""))) {
      assertThat(new FolderStore(here).find("AWSDynamoDB/no-such-export/x")).isEmpty();
    }
  }

  @Test
  void aKeyThatLeadsOutOfTheFolderIsRefusedAndNotRead() throws IOException {
    Path inside = folder.resolve("inside");
    Files.createDirectories(inside);
    Files.writeString(folder.resolve("secret"), "secret");
    store = new FolderStore(inside);
    for (String key :
        List.of(
            "../secret",
            "AWSDynamoDB/../../secret",
            "p/AWSDynamoDB/01-ab/../../../secret",
            folder.resolve("secret").toString(),
            "../inside-too/secret")) {
      refused(key, "outside");
      assertThatThrownBy(() -> store.find(key)).isInstanceOf(DataFileException.class);
    }
  }

  @Test
  void aKeyThatCannotBeAFileIsRefused() {
    refused("AWSDynamoDB/01-ab/\0", "can't be a file");
  }

  @Test
  void whatIsMissingIsNamedAndMayBeAskedFor() {
    String key = "p/AWSDynamoDB/01-ab/data/two.json.gz";
    assertThat(store.find(key)).isEmpty();
    refused(key, folder.resolve("AWSDynamoDB/01-ab/data/two.json.gz") + ": it is missing; copy it");
  }

  @Test
  void aFolderInAFilesPlaceIsNamed() {
    refused("AWSDynamoDB/01-ab/data", folder.resolve("AWSDynamoDB/01-ab/data") + ": can't be read");
  }

  private String read(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void refused(String key, String says) {
    assertThatThrownBy(() -> store.open(key))
        .as(key)
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining(says);
  }
}
