package dev.tailrace.core;

import dev.tailrace.sink.LifeRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A table's life as it is stored.
 *
 * @param generation 1 for the first backfill, one more with each that replaces it
 * @param streamArn the stream that is read
 * @param anchoredAt when this generation was anchored, by the clock of whoever did it; only there
 *     to make the client token one of a kind
 * @param attempt 1, one more with each export that failed
 * @param exportArn the export, once it was asked for
 * @param manifest where the complete export's manifest is
 * @param exportTime the point in time that the export shows
 * @param appliedThrough the ordinal up to which the change log is in the shadow table
 */
record Life(
    Phase phase,
    long generation,
    String streamArn,
    Instant anchoredAt,
    int attempt,
    Optional<String> exportArn,
    Optional<String> manifest,
    Optional<Instant> exportTime,
    long appliedThrough) {

  static Life anchored(long generation, String streamArn, Instant now) {
    return new Life(
        Phase.ANCHORED,
        generation,
        streamArn,
        now,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** An export is about to be asked for, under {@link #clientToken}. */
  Life exporting() {
    return in(Phase.EXPORTING);
  }

  Life requested(String arn) {
    return new Life(
        phase,
        generation,
        streamArn,
        anchoredAt,
        attempt,
        Optional.of(arn),
        manifest,
        exportTime,
        appliedThrough);
  }

  Life exportFailed() {
    return new Life(
        phase,
        generation,
        streamArn,
        anchoredAt,
        attempt + 1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  Life loading(ExportState.Completed export) {
    return new Life(
        Phase.LOADING,
        generation,
        streamArn,
        anchoredAt,
        attempt,
        exportArn,
        Optional.of(export.manifest()),
        Optional.of(export.exportTime()),
        0);
  }

  Life in(Phase next) {
    return new Life(
        next,
        generation,
        streamArn,
        anchoredAt,
        attempt,
        exportArn,
        manifest,
        exportTime,
        appliedThrough);
  }

  Life applied(long through) {
    return new Life(
        phase,
        generation,
        streamArn,
        anchoredAt,
        attempt,
        exportArn,
        manifest,
        exportTime,
        through);
  }

  /**
   * The token of this generation's export, the same after every restart, so that a crash between
   * asking and storing the answer starts no second export. Another anchor is another token: AWS
   * answers a token it has seen within 8 hours with the old export, which an anchor taken after it
   * must never get.
   */
  String clientToken(String pipeline) {
    String seed = "%s|%s|%d|%s|%d".formatted(pipeline, streamArn, generation, anchoredAt, attempt);
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }

  LifeRow toRow(long version, long epoch) {
    StringBuilder document = new StringBuilder();
    fields()
        .forEach((name, value) -> document.append(name).append(": ").append(value).append('\n'));
    return new LifeRow(version, epoch, phase.name(), document.toString());
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("generation", Long.toString(generation));
    fields.put("stream-arn", streamArn);
    fields.put("anchored-at", anchoredAt.toString());
    fields.put("attempt", Integer.toString(attempt));
    exportArn.ifPresent(arn -> fields.put("export-arn", arn));
    manifest.ifPresent(key -> fields.put("manifest", key));
    exportTime.ifPresent(time -> fields.put("export-time", time.toString()));
    fields.put("applied-through", Long.toString(appliedThrough));
    return fields;
  }

  static Life of(LifeRow row) {
    Map<String, String> fields = new LinkedHashMap<>();
    row.document()
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(": ");
              fields.put(line.substring(0, colon), line.substring(colon + 2));
            });
    return new Life(
        Phase.valueOf(row.phase()),
        Long.parseLong(required(fields, "generation")),
        required(fields, "stream-arn"),
        Instant.parse(required(fields, "anchored-at")),
        Integer.parseInt(required(fields, "attempt")),
        Optional.ofNullable(fields.get("export-arn")),
        Optional.ofNullable(fields.get("manifest")),
        Optional.ofNullable(fields.get("export-time")).map(Instant::parse),
        Long.parseLong(required(fields, "applied-through")));
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the stored state lacks %s; it was written by another version: %s"
              .formatted(name, fields));
    }
    return value;
  }
}
