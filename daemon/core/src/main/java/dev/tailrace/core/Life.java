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
 * @param table which table the rows come from; empty in what an older release stored
 * @param generation 1 for the first anchor, one more with each that follows
 * @param streamArn the stream that is read
 * @param anchoredAt when the shards of this generation were listed, by AWS's clock
 * @param attempt 1, one more with each export that failed
 * @param exportArn the export, once it was asked for
 * @param manifest where the complete export's manifest is
 * @param exportTime the point in time that the export shows
 * @param appliedThrough the ordinal up to which the change log is in the shadow table
 * @param completeUntil everything made before, by AWS's clock, is in the live table; empty while
 *     there is none
 * @param repair what is to be taken in of a gap, when this generation repairs one
 * @param attention why a person has to decide
 */
record Life(
    Phase phase,
    Optional<TableIdentity> table,
    long generation,
    String streamArn,
    Instant anchoredAt,
    int attempt,
    Optional<String> exportArn,
    Optional<String> manifest,
    Optional<Instant> exportTime,
    long appliedThrough,
    Optional<Instant> completeUntil,
    Optional<Repair> repair,
    Optional<String> attention) {

  /** A new backfill. */
  static Life anchored(Stored before, TableIdentity table, String streamArn, Instant at) {
    return new LifeChange(before, table, streamArn, at).life();
  }

  /** A repair of a gap beside the live table. */
  static Life repairing(
      Stored before, TableIdentity table, String streamArn, Instant at, Repair repair) {
    return new LifeChange(before, table, streamArn, at)
        .with(c -> c.repair = Optional.of(repair))
        .with(c -> c.exportTime = Optional.of(repair.until()))
        .life();
  }

  private LifeChange change() {
    return new LifeChange(this);
  }

  /** The same, of which it is known now which table its rows come from. */
  Life of(TableIdentity identity) {
    return change().with(c -> c.table = Optional.of(identity)).life();
  }

  Life in(Phase next) {
    return change().with(c -> c.phase = next).life();
  }

  Life requested(String arn) {
    return change().with(c -> c.exportArn = Optional.of(arn)).life();
  }

  Life exportFailed() {
    return change().with(LifeChange::forgetExport).with(c -> c.attempt++).life();
  }

  Life loading(ExportState.Completed export) {
    return change()
        .with(c -> c.phase = Phase.LOADING)
        .with(c -> c.manifest = Optional.of(export.manifest()))
        .with(
            c ->
                c.exportTime = repair.map(Repair::until).or(() -> Optional.of(export.exportTime())))
        .life();
  }

  /** The window is taken in; another follows. */
  Life nextWindow(Repair rest) {
    return change()
        .with(LifeChange::forgetExport)
        .with(c -> c.phase = Phase.EXPORTING)
        .with(c -> c.attempt = 1)
        .with(c -> c.repair = Optional.of(rest))
        .life();
  }

  Life applied(long through) {
    return change().with(c -> c.appliedThrough = through).life();
  }

  Life streaming() {
    return change()
        .with(c -> c.phase = Phase.STREAMING)
        .with(c -> c.completeUntil = exportTime)
        .with(c -> c.repair = Optional.empty())
        .life();
  }

  Life needsAttention(String why) {
    return change()
        .with(c -> c.phase = Phase.NEEDS_ATTENTION)
        .with(c -> c.attention = Optional.of(why.replace('\n', ' ')))
        .life();
  }

  /**
   * A person wants a new backfill beside the live table. A repair that was under way is given up,
   * since the backfill takes in what it would have; the live table is complete up to where the
   * repair began, and no further.
   */
  Life resync() {
    return change()
        .with(c -> c.phase = Phase.PREFLIGHT)
        .with(c -> c.completeUntil = repair.map(Repair::since).or(() -> completeUntil))
        .with(c -> c.repair = Optional.empty())
        .with(c -> c.attention = Optional.empty())
        .life();
  }

  /** The phase for people. */
  Phase shownPhase() {
    return repair.isPresent() && phase != Phase.NEEDS_ATTENTION ? Phase.REPAIRING : phase;
  }

  /** Whether there is a live table that changes are missing from. */
  boolean isRepairable() {
    return completeUntil.isPresent() && (phase == Phase.STREAMING || repair.isPresent());
  }

  /**
   * The token of the export that is needed now, the same after every restart, so that a crash
   * between asking and storing the answer starts no second export. Another anchor is another token:
   * AWS answers a token it has seen within 8 hours with the old export, which an anchor taken after
   * it must never get.
   */
  String clientToken(String pipeline) {
    String window = repair.map(r -> r.from().toString()).orElse("");
    String seed =
        "%s|%s|%d|%s|%d|%s".formatted(pipeline, streamArn, generation, anchoredAt, attempt, window);
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Whether calls about the export of the one life are of use to the other. */
  boolean needsSameExportAs(Life other) {
    return generation == other.generation
        && anchoredAt.equals(other.anchoredAt)
        && attempt == other.attempt
        && repair.map(Repair::from).equals(other.repair.map(Repair::from));
  }

  LifeRow toRow(long version, long epoch) {
    StringBuilder document = new StringBuilder();
    fields()
        .forEach((name, value) -> document.append(name).append(": ").append(value).append('\n'));
    return new LifeRow(version, epoch, shownPhase().name(), document.toString());
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("step", phase.name());
    table.ifPresent(t -> fields.put("table-arn", t.arn()));
    table.filter(t -> !t.id().isEmpty()).ifPresent(t -> fields.put("table-id", t.id()));
    fields.put("generation", Long.toString(generation));
    fields.put("stream-arn", streamArn);
    fields.put("anchored-at", anchoredAt.toString());
    fields.put("attempt", Integer.toString(attempt));
    exportArn.ifPresent(arn -> fields.put("export-arn", arn));
    manifest.ifPresent(key -> fields.put("manifest", key));
    exportTime.ifPresent(time -> fields.put("export-time", time.toString()));
    fields.put("applied-through", Long.toString(appliedThrough));
    completeUntil.ifPresent(time -> fields.put("complete-until", time.toString()));
    repair.ifPresent(r -> fields.put("repair-from", r.from().toString()));
    repair.ifPresent(r -> fields.put("repair-until", r.until().toString()));
    repair.ifPresent(r -> fields.put("repair-since", r.since().toString()));
    attention.ifPresent(why -> fields.put("attention", why));
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
        Phase.valueOf(required(fields, "step")),
        Optional.ofNullable(fields.get("table-arn"))
            .map(arn -> new TableIdentity(arn, fields.getOrDefault("table-id", ""))),
        Long.parseLong(required(fields, "generation")),
        required(fields, "stream-arn"),
        Instant.parse(required(fields, "anchored-at")),
        Integer.parseInt(required(fields, "attempt")),
        Optional.ofNullable(fields.get("export-arn")),
        Optional.ofNullable(fields.get("manifest")),
        instant(fields, "export-time"),
        Long.parseLong(required(fields, "applied-through")),
        instant(fields, "complete-until"),
        instant(fields, "repair-from").map(from -> repair(from, fields)),
        Optional.ofNullable(fields.get("attention")));
  }

  private static Repair repair(Instant from, Map<String, String> fields) {
    return new Repair(
        from,
        Instant.parse(required(fields, "repair-until")),
        Instant.parse(required(fields, "repair-since")));
  }

  private static Optional<Instant> instant(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name)).map(Instant::parse);
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
