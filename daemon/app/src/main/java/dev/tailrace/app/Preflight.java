package dev.tailrace.app;

import dev.tailrace.backfill.AwsException;
import dev.tailrace.backfill.Exports;
import dev.tailrace.backfill.PitrStatus;
import dev.tailrace.config.Config;
import dev.tailrace.config.TableConfig;
import dev.tailrace.core.Failure;
import dev.tailrace.core.SourceTable;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.stream.StreamException;
import dev.tailrace.stream.TableDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Looks at everything that has to be in place before a pipeline starts, and changes nothing. */
final class Preflight {
  private static final String NEW_IMAGES = "NEW_AND_OLD_IMAGES";

  private final DynamoDbClient dynamoDb;
  private final Exports exports;
  private final Config config;
  private final List<String> problems = new ArrayList<>();

  Preflight(DynamoDbClient dynamoDb, Exports exports, Config config) {
    this.dynamoDb = dynamoDb;
    this.exports = exports;
    this.config = config;
  }

  /**
   * The tables that can be replicated, each as it is there.
   *
   * @throws UserException with all that is wrong, each with its mend
   */
  List<TablePlan> check() {
    Map<String, TableConfig> names = new LinkedHashMap<>();
    for (TableConfig table : config.source().tables()) {
      for (String name : TableDescription.names(dynamoDb, table.tableName())) {
        if (names.putIfAbsent(name, table) != null) {
          problems.add("table %s is named twice under source.tables".formatted(name));
        }
      }
    }
    if (names.isEmpty()) {
      problems.add("no table matches source.tables");
    }
    List<TablePlan> ready = new ArrayList<>();
    names.forEach(
        (name, table) -> check(name).flatMap(source -> plan(table, source)).ifPresent(ready::add));
    checkTargets(ready);
    if (!problems.isEmpty()) {
      throw new UserException(ExitCode.PRECONDITION, String.join("\n", problems));
    }
    return ready;
  }

  /**
   * The plan of one table as AWS shows it now.
   *
   * @throws UserException with all that is wrong
   */
  TablePlan planAgain(String table) {
    return new Preflight(dynamoDb, exports, config)
        .check().stream().filter(p -> p.source().name().equals(table)).findFirst().orElseThrow();
  }

  private Optional<TablePlan> plan(TableConfig table, SourceTable source) {
    try {
      return Optional.of(TablePlan.of(config, table, source, System.getenv()));
    } catch (IllegalArgumentException e) {
      problems.add("table %s: %s".formatted(source.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void checkTargets(List<TablePlan> plans) {
    Map<String, String> targets = new LinkedHashMap<>();
    for (TablePlan plan : plans) {
      for (TargetTable target : plan.targets()) {
        DynamoDbTarget.refusal(config, plan.source().name(), target).ifPresent(problems::add);
        String other = targets.putIfAbsent(target.name(), plan.source().name());
        if (other != null) {
          problems.add(
              "tables %s and %s have the same target, %s; give one another target"
                  .formatted(other, plan.source().name(), target.name()));
        }
      }
    }
  }

  private Optional<SourceTable> check(String name) {
    TableDescription description;
    try {
      description = TableDescription.of(dynamoDb, name);
    } catch (StreamException e) {
      problems.add(
          e.failure().kind() == Failure.Kind.NOT_FOUND
              ? "table %s: there is no such table in this region and account; check source.tables and aws"
                  .formatted(name)
              : e.failure().message());
      return Optional.empty();
    }
    checkStream(description);
    checkPitr(name);
    return description
        .streamArn()
        .map(stream -> new SourceTable(name, description.identity(), description.key(), stream));
  }

  private void checkStream(TableDescription table) {
    if (table.streamArn().isEmpty()) {
      problems.add(
          "table %s: its stream is off; turn it on with %s"
              .formatted(table.name(), streamCommand(table.name(), true)));
      return;
    }
    String view = table.viewType().orElse("");
    if (!view.equals("NEW_IMAGE") && !view.equals(NEW_IMAGES)) {
      problems.add(
          "table %s: its stream's view type is %s, which has no new images; a view type can't be changed, so turn the stream off and on again with %s && %s"
              .formatted(
                  table.name(),
                  view,
                  streamCommand(table.name(), false),
                  streamCommand(table.name(), true)));
    }
  }

  private static String streamCommand(String table, boolean on) {
    String specification =
        on ? "StreamEnabled=true,StreamViewType=" + NEW_IMAGES : "StreamEnabled=false";
    return "aws dynamodb update-table --table-name %s --stream-specification %s"
        .formatted(table, specification);
  }

  private void checkPitr(String name) {
    try {
      PitrStatus pitr = exports.pitr(name);
      if (!pitr.enabled()) {
        problems.add(
            "table %s: point-in-time recovery is off, and exports need it; turn it on with aws dynamodb update-continuous-backups --table-name %s --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
                .formatted(name, name));
      }
    } catch (AwsException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
