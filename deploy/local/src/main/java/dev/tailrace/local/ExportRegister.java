package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** All exports since the start, by ARN. Safe for several threads. */
final class ExportRegister {
  /** AWS's default quota of exports at one time. */
  private static final int MOST_AT_ONCE = 300;

  /** How long AWS remembers a client token. */
  private static final Duration TOKEN_LIFE = Duration.ofHours(8);

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Export> exports = new LinkedHashMap<>();
  private final Map<String, String> arnOfToken = new LinkedHashMap<>();

  ExportRegister(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param isNew false if the client token led to an export begun earlier
   */
  record Begun(Export export, boolean isNew) {}

  /**
   * Begins an export, or finds the one that the same client token began.
   *
   * @param parameters the call's parameters without the token
   * @param order makes the order, and is not asked if the token is known
   */
  synchronized Begun begin(
      Optional<String> token, ObjectNode parameters, Supplier<ExportOrder> order) {
    Instant now = clock.instant();
    Optional<Export> earlier =
        token
            .map(arnOfToken::get)
            .map(exports::get)
            .filter(export -> now.isBefore(export.startTime().plus(TOKEN_LIFE)));
    if (earlier.isPresent()) {
      if (!earlier.get().order().parameters().equals(parameters)) {
        throw AwsError.exportConflict(earlier.get().clientToken());
      }
      return new Begun(earlier.get(), false);
    }
    long running =
        exports.values().stream()
            .filter(export -> export.state() instanceof Export.InProgress)
            .count();
    if (running >= MOST_AT_ONCE) {
      throw AwsError.tooManyExports(MOST_AT_ONCE);
    }
    ExportOrder accepted = order.get();
    Instant start = startOf(accepted, now);
    Export export =
        new Export(
            String.format(Locale.ROOT, "%014d-%08x", start.toEpochMilli(), random.nextInt()),
            accepted,
            start,
            token.orElseGet(() -> UUID.randomUUID().toString()),
            new Export.InProgress());
    exports.put(export.arn(), export);
    arnOfToken.put(export.clientToken(), export.arn());
    return new Begun(export, true);
  }

  /** AWS cuts it to the second for an incremental export, and not for a full one. */
  private static Instant startOf(ExportOrder order, Instant now) {
    return switch (order.content()) {
      case ExportOrder.FullExport full -> now;
      case ExportOrder.IncrementalExport window -> now.truncatedTo(ChronoUnit.SECONDS);
    };
  }

  synchronized void end(Export export, Export.State state) {
    exports.put(export.arn(), export.with(state));
  }

  synchronized Optional<Export> find(String arn) {
    return Optional.ofNullable(exports.get(arn));
  }

  /** All exports, by their ARNs, backwards: of one table the latest first. */
  synchronized List<Export> byArnBackwards() {
    return exports.values().stream().sorted(Comparator.comparing(Export::arn).reversed()).toList();
  }
}
