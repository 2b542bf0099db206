package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.DataFileException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with a data file, no message shows a value of an item. */
final class NoValuesInMessagesTest {
  private static final long SEED = 20261129L;
  private static final int ROUNDS = 4_000;
  private static final String LIKELY = "{}[]\",:\\'$SNBMLOUE0.-+tfu \n";
  private static final List<String> SECRETS = List.of("wxqz", "WXQZ", "7391", "V1hRWg");

  private static final String JSON_IMAGE =
      "{\"pk\":{\"S\":\"wxqz\"},\"n\":{\"N\":\"7391.7391\"},\"l\":{\"L\":[{\"B\":\"V1hRWg==\"}]}}";
  private static final String ION_IMAGE =
      "{pk:\"wxqz\",n:7391.7391d3,l:[wxqz,{{V1hRWg==}}],s:$dynamodb_SS::[\"WXQZ\",'wxqz']}";

  @Test
  void ofDamagedJson() {
    damaged("{\"Item\":" + JSON_IMAGE + "}", ExportFormat.DYNAMODB_JSON, false);
    damaged(
        "{\"Metadata\":{\"WriteTimestampMicros\":\"7391\"},\"Keys\":%s,\"OldImage\":%s,\"NewImage\":%s}"
            .formatted(JSON_IMAGE, JSON_IMAGE, JSON_IMAGE),
        ExportFormat.DYNAMODB_JSON,
        true);
  }

  @Test
  void ofDamagedIon() {
    damaged("$ion_1_0 {Item:" + ION_IMAGE + "}", ExportFormat.ION, false);
    damaged(
        "$ion_1_0 {Record:{Metadata:{WriteTimestampMicros:7391.},Keys:%s,OldImage:%s,NewImage:%s}}"
            .formatted(ION_IMAGE, ION_IMAGE, ION_IMAGE),
        ExportFormat.ION,
        true);
  }

  private static void damaged(String sound, ExportFormat format, boolean incremental) {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder(sound);
      for (int i = random.nextInt(3); i >= 0; i--) {
        text.setCharAt(
            random.nextInt(text.length()), LIKELY.charAt(random.nextInt(LIKELY.length())));
      }
      if (random.nextInt(4) == 0) {
        text.setLength(random.nextInt(text.length()));
      }
      try {
        if (incremental) {
          InMemory.changes(text.toString(), format, 1);
        } else {
          InMemory.read(text.toString(), format, 1);
        }
      } catch (DataFileException e) {
        refused++;
        for (Throwable t = e; t != null; t = t.getCause()) {
          String shown = t.toString();
          assertThat(SECRETS).as("round %d: %s", round, shown).noneMatch(shown::contains);
        }
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 10);
  }
}
