package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.local.ExportOrder.ExportContent;
import dev.tailrace.local.ExportOrder.ExportFormat;
import dev.tailrace.local.ExportOrder.FullExport;
import dev.tailrace.local.ExportOrder.IncrementalExport;
import dev.tailrace.local.ExportOrder.ViewType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** ExportTableToPointInTime, DescribeExport and ListExports. Safe for several threads. */
final class Exports {
  private static final Duration LONGEST_WINDOW = Duration.ofHours(24);
  private static final int LARGEST_PAGE = 25;

  private enum ExportType {
    FULL_EXPORT,
    INCREMENTAL_EXPORT
  }

  private enum Encryption {
    AES256,
    KMS
  }

  private final ExportedTables tables;
  private final InstantSource clock;
  private final Duration shortestWindow;
  private final ExportRegister register;
  private final Consumer<Export> runner;

  /**
   * @param shortestWindow of an incremental export
   * @param runner begins a new export and returns at once
   */
  Exports(
      ExportedTables tables,
      InstantSource clock,
      Duration shortestWindow,
      ExportRegister register,
      Consumer<Export> runner) {
    this.tables = tables;
    this.clock = clock;
    this.shortestWindow = shortestWindow;
    this.register = register;
    this.runner = runner;
  }

  ObjectNode start(JsonCall call) {
    Optional<String> token = call.optionalText("ClientToken");
    ObjectNode parameters = call.parameters().deepCopy();
    parameters.remove("ClientToken");
    ExportRegister.Begun begun =
        register.begin(token, parameters, () -> order(new JsonCall(parameters)));
    if (begun.isNew()) {
      runner.accept(begun.export());
    }
    return ExportAnswer.of(begun.export());
  }

  private ExportOrder order(JsonCall call) {
    String tableArn = call.text("TableArn");
    checkBucketOptions(call);
    ExportDestination destination =
        new ExportDestination(call.text("S3Bucket"), call.optionalText("S3Prefix").orElse(""));
    ExportFormat format =
        call.oneOf("ExportFormat", ExportFormat.class).orElse(ExportFormat.DYNAMODB_JSON);
    TableDescription table = tables.table(tableArn, AwsError::tableNotFound);
    TableGuard guard = tables.guards().of(table.tableName());
    tables.histories().refresh(table, guard);
    return guard.locked(
        history ->
            new ExportOrder(
                ContinuousBackups.identity(table),
                destination,
                format,
                content(
                    call,
                    history.orElseThrow(
                        () -> AwsError.pointInTimeRecoveryUnavailable(table.tableName()))),
                call.parameters()));
  }

  /**
   * As the API's page has them: an owner has twelve digits, a key goes with the algorithm KMS.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html">
   *     the page</a>
   */
  private static void checkBucketOptions(JsonCall call) {
    Optional<String> owner = call.optionalText("S3BucketOwner");
    if (owner.isPresent() && !owner.get().matches("[0-9]{12}")) {
      throw AwsError.validation("S3BucketOwner must be an account's 12 digits");
    }
    Optional<Encryption> algorithm = call.oneOf("S3SseAlgorithm", Encryption.class);
    if (call.optionalText("S3SseKmsKeyId").isPresent()
        && algorithm.filter(a -> a == Encryption.KMS).isEmpty()) {
      throw AwsError.validation("S3SseKmsKeyId goes with the S3SseAlgorithm KMS alone");
    }
  }

  private ExportContent content(JsonCall call, TableHistory history) {
    ExportType type = call.oneOf("ExportType", ExportType.class).orElse(ExportType.FULL_EXPORT);
    return switch (type) {
      case FULL_EXPORT -> full(call.second("ExportTime"), history);
      case INCREMENTAL_EXPORT ->
          incremental(call.structure("IncrementalExportSpecification"), history);
    };
  }

  private FullExport full(Optional<Instant> asked, TableHistory history) {
    if (asked.isEmpty()) {
      // Every write that was answered before this call is in, those of this second too.
      long cut = history.journal().cutNow();
      return new FullExport(ChangeJournal.instant(cut).truncatedTo(ChronoUnit.MILLIS), cut);
    }
    Instant time = asked.get();
    checkRestorable("ExportTime", time, history);
    return new FullExport(time, ChangeJournal.micros(time));
  }

  private IncrementalExport incremental(JsonCall window, TableHistory history) {
    Instant from =
        window
            .second("ExportFromTime")
            .orElseThrow(
                () ->
                    AwsError.validation(
                        "IncrementalExportSpecification.ExportFromTime must be given"));
    Instant to =
        window
            .second("ExportToTime")
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS));
    checkRestorable("ExportFromTime", from, history);
    checkRestorable("ExportToTime", to, history);
    Duration length = Duration.between(from, to);
    if (length.compareTo(shortestWindow) < 0
        || length.compareTo(LONGEST_WINDOW) > 0
        || length.isZero()
        || length.isNegative()) {
      throw AwsError.validation(
          "The export window must be between "
              + shortestWindow
              + " and "
              + LONGEST_WINDOW
              + ", not "
              + length);
    }
    return new IncrementalExport(
        from,
        to,
        window.oneOf("ExportViewType", ViewType.class).orElse(ViewType.NEW_AND_OLD_IMAGES));
  }

  private void checkRestorable(String name, Instant time, TableHistory history) {
    Instant earliest = history.journal().earliest();
    Instant latest = clock.instant();
    if (time.isBefore(earliest) || time.isAfter(latest)) {
      throw AwsError.invalidExportTime(
          "The specified "
              + name
              + " "
              + time
              + " is outside of the point in time recovery window, "
              + earliest
              + " to "
              + latest);
    }
  }

  ObjectNode describe(JsonCall call) {
    String arn = call.text("ExportArn");
    return ExportAnswer.of(register.find(arn).orElseThrow(() -> AwsError.exportNotFound(arn)));
  }

  /**
   * Pages of exports, by their ARNs, backwards; the token names the last export of the page before.
   */
  ObjectNode list(JsonCall call) {
    int size = call.whole("MaxResults", LARGEST_PAGE, 1, LARGEST_PAGE);
    Optional<String> table = call.optionalText("TableArn").map(TableIdentity::nameIn);
    Optional<String> after = call.optionalText("NextToken");
    List<Export> all = register.byArnBackwards();
    int start = after.map(token -> positionAfter(all, token)).orElse(0);
    List<Export> rest =
        all.subList(start, all.size()).stream()
            .filter(export -> table.map(export.order().table().name()::equals).orElse(true))
            .toList();
    List<Export> page = rest.subList(0, Math.min(size, rest.size()));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode summaries = answer.putArray("ExportSummaries");
    page.forEach(export -> summaries.add(ExportAnswer.summary(export)));
    if (page.size() < rest.size()) {
      answer.put("NextToken", page.getLast().arn());
    }
    return answer;
  }

  private static int positionAfter(List<Export> all, String arn) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).arn().equals(arn)) {
        return i + 1;
      }
    }
    throw AwsError.validation("NextToken is not one of a list's: " + arn);
  }
}
