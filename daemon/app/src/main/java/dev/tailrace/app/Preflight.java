package dev.tailrace.app;

import dev.tailrace.backfill.ExportClient;
import dev.tailrace.config.Config;
import dev.tailrace.config.TableConfig;
import dev.tailrace.core.Attention;
import dev.tailrace.core.SourceTable;
import dev.tailrace.preflight.AwsPlace;
import dev.tailrace.preflight.AwsSettings;
import dev.tailrace.preflight.BucketCheck;
import dev.tailrace.preflight.Finding.Kind;
import dev.tailrace.preflight.Findings;
import dev.tailrace.preflight.ListenCheck;
import dev.tailrace.preflight.TableChecks;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.stream.TableDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at everything that has to be in place before a pipeline starts. It makes and changes
 * nothing, and it goes on after a finding, so that one look finds everything. Used once, by one
 * thread.
 */
final class Preflight {
  private final Config config;
  private final Map<String, String> environment;
  private final Findings findings = new Findings();
  private final TableChecks tables;
  private final BucketCheck bucket;
  private boolean isWhole;

  Preflight(Config config, AwsClients aws, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
    AwsPlace place = AwsPlace.of(config.aws(), environment);
    this.tables =
        new TableChecks(
            aws::dynamoDb, () -> new ExportClient(aws.dynamoDb()), aws::account, place, findings);
    Optional<String> bucketRegion = config.export().bucketRegion();
    this.bucket = new BucketCheck(() -> aws.s3(bucketRegion), place.in(bucketRegion), findings);
  }

  /**
   * What a look found.
   *
   * @param plans the tables that can be replicated
   * @param isWhole whether these are all tables that are configured, so that a run can begin
   */
  record Report(List<TablePlan> plans, boolean isWhole, Findings findings) {
    /** What ends a command: the code of the most basic finding, {@link ExitCode#OK} for none. */
    int exitCode() {
      return findings.found().stream()
          .map(f -> f.kind())
          .min(Enum::compareTo)
          .map(Report::exitCode)
          .orElse(ExitCode.OK);
    }

    private static int exitCode(Kind kind) {
      return switch (kind) {
        case CONFIGURATION -> ExitCode.USAGE;
        case PRECONDITION, UNKNOWN -> ExitCode.PRECONDITION;
        case ATTENTION -> ExitCode.NEEDS_ATTENTION;
      };
    }

    List<String> messages(Kind kind) {
      return findings.found().stream().filter(f -> f.kind() == kind).map(f -> f.message()).toList();
    }
  }

  /** Looks at all but what two processes on one machine would quarrel about. */
  Report look(Sink sink) {
    List<TablePlan> plans = lookAtAws();
    checkSink(sink, plans);
    return new Report(plans, isWhole, findings);
  }

  /**
   * Looks at all.
   *
   * @param open opens the sink
   * @param use what is done with the report and the sink, which is closed afterwards unless {@code
   *     use} answers that it keeps it; the sink is empty when it can't be opened
   */
  void look(Supplier<Sink> open, BiPredicate<Report, Optional<Sink>> use) {
    checkProcess();
    Optional<Sink> sink = open(open);
    boolean kept = false;
    try {
      List<TablePlan> plans = lookAtAws();
      sink.ifPresent(s -> checkSink(s, plans));
      kept = use.test(new Report(plans, isWhole && sink.isPresent(), findings), sink);
    } finally {
      if (!kept) {
        sink.ifPresent(Sink::close);
      }
    }
  }

  private Optional<Sink> open(Supplier<Sink> open) {
    try {
      return Optional.of(open.get());
    } catch (SinkException | UserException e) {
      note(e);
      return Optional.empty();
    }
  }

  private void checkProcess() {
    String listen = config.status().listen();
    if (new ListenCheck(findings).check(listen) && !listen.equals("none")) {
      findings.ok("status.listen " + listen);
    }
    if (!config.leases().isNone() && Sinks.takesOneProcess(config.sink().url())) {
      findings.add(
          Kind.CONFIGURATION,
          "leases.table: leases are for several processes, and a sink of this kind takes one only; take leases out, or name another sink");
    }
  }

  private List<TablePlan> lookAtAws() {
    boolean names = true;
    for (TableConfig table : config.source().tables()) {
      names &= tables.checkName(table.tableName());
    }
    config.export().kmsKey().ifPresent(bucket::checkKey);
    List<String> settings = AwsSettings.problems(config.aws(), environment);
    settings.forEach(p -> findings.add(Kind.CONFIGURATION, p));
    if (!settings.isEmpty()) {
      return List.of();
    }
    List<TablePlan> plans = names ? plans() : List.of();
    if (!tables.isHopeless()) {
      bucket.check(config.export().bucket(), bucketOwner(plans));
    }
    return plans;
  }

  private Optional<String> bucketOwner(List<TablePlan> plans) {
    return plans.stream()
        .findFirst()
        .flatMap(p -> config.export().ownerFor(p.source().tableArn()))
        .or(config.export()::bucketOwner);
  }

  private List<TablePlan> plans() {
    Map<String, TableConfig> names = new LinkedHashMap<>();
    boolean listed = true;
    for (TableConfig table : config.source().tables()) {
      Optional<List<String>> matched = tables.names(table.tableName());
      listed &= matched.isPresent();
      for (String name : matched.orElse(List.of())) {
        if (names.putIfAbsent(name, table) != null) {
          findings.add(
              Kind.CONFIGURATION, "table %s is named twice under source.tables".formatted(name));
        }
      }
    }
    List<TablePlan> ready = new ArrayList<>();
    names.forEach(
        (name, table) -> tables.check(name).flatMap(d -> plan(table, d)).ifPresent(ready::add));
    checkTargets(ready);
    isWhole = listed && !ready.isEmpty() && ready.size() == names.size();
    return List.copyOf(ready);
  }

  /**
   * The plan of one table as AWS shows it now.
   *
   * @throws UserException with all that is wrong with it
   */
  TablePlan planAgain(String name) {
    for (TableConfig table : config.source().tables()) {
      if (tables.names(table.tableName()).orElse(List.of()).contains(name)) {
        Optional<TablePlan> plan = tables.check(name).flatMap(d -> plan(table, d));
        if (plan.isPresent() && findings.found().stream().allMatch(f -> f.kind() == Kind.UNKNOWN)) {
          return plan.get();
        }
      }
    }
    String found =
        findings.found().stream().map(f -> f.message()).collect(Collectors.joining("\n"));
    throw new UserException(
        ExitCode.PRECONDITION,
        found.isEmpty() ? "table %s: is no longer under source.tables".formatted(name) : found);
  }

  private Optional<TablePlan> plan(TableConfig table, TableDescription source) {
    try {
      TablePlan plan =
          TablePlan.of(
              config,
              table,
              new SourceTable(
                  source.name(), source.identity(), source.key(), source.streamArn().orElseThrow()),
              environment);
      findings.ok(
          "table %s (key %s) goes to %s"
              .formatted(
                  source.name(),
                  source.key(),
                  plan.targets().stream()
                      .map(TargetTable::toString)
                      .collect(Collectors.joining(", "))));
      return Optional.of(plan);
    } catch (IllegalArgumentException e) {
      findings.add(Kind.CONFIGURATION, "table %s: %s".formatted(source.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void checkTargets(List<TablePlan> plans) {
    boolean folds = Sinks.foldsCase(config.sink().url());
    Map<String, String> targets = new LinkedHashMap<>();
    Map<String, String> spelt = new LinkedHashMap<>();
    for (TablePlan plan : plans) {
      for (TargetTable target : plan.targets()) {
        DynamoDbTarget.refusal(config, plan.source().name(), target)
            .ifPresent(r -> findings.add(Kind.CONFIGURATION, r));
        String name = folds ? target.name().toLowerCase(Locale.ROOT) : target.name();
        String other = targets.putIfAbsent(name, plan.source().name());
        String first = spelt.putIfAbsent(name, target.name());
        if (other != null && first != null) {
          findings.add(Kind.CONFIGURATION, sameTarget(other, first, plan, target));
        }
      }
    }
  }

  private static String sameTarget(String other, String first, TablePlan plan, TargetTable target) {
    String tables =
        other.equals(plan.source().name())
            ? "table %s has two targets".formatted(other)
            : "tables %s and %s have targets".formatted(other, plan.source().name());
    return first.equals(target.name())
        ? "%s of the same name, %s; give one another target".formatted(tables, first)
        : "%s, %s and %s, that this sink can't tell apart: it takes capitals for small letters; give one another target"
            .formatted(tables, first, target.name());
  }

  private void checkSink(Sink sink, List<TablePlan> plans) {
    int before = findings.found().size();
    try {
      if (plans.isEmpty()) {
        // Whether the warehouse answers at all is seen by any table's state.
        sink.read(new TableId(config.pipeline(), config.source().tables().get(0).tableName()));
      }
      for (TablePlan plan : plans) {
        checkState(sink, plan);
      }
      if (findings.found().size() == before) {
        findings.ok(
            "sink %s: %s"
                .formatted(
                    config.sink().url(),
                    sink.guarantee() == Guarantee.EXACTLY_ONCE
                        ? "each change once"
                        : "each change at least once"));
      }
    } catch (SinkException | UserException e) {
      note(e);
    }
  }

  private void checkState(Sink sink, TablePlan plan) {
    TableId id = new TableId(config.pipeline(), plan.source().name());
    sink.read(id)
        .life()
        .flatMap(Attention::of)
        .ifPresent(
            why ->
                findings.add(
                    Kind.ATTENTION,
                    "table %s: needs attention: %s; once that is done, tailrace resync %s begins a new backfill beside the live table"
                        .formatted(id.table(), why, id.table())));
    for (String obstacle : sink.obstacles(id, plan.targets())) {
      findings.add(Kind.PRECONDITION, obstacle);
    }
  }

  private void note(RuntimeException e) {
    Kind kind =
        switch (e) {
          case UserException user ->
              user.exitCode() == ExitCode.USAGE ? Kind.CONFIGURATION : Kind.PRECONDITION;
          case SinkException.Rejected refused -> Kind.PRECONDITION;
          default -> Kind.UNKNOWN;
        };
    findings.add(kind, String.valueOf(e.getMessage()));
  }
}
