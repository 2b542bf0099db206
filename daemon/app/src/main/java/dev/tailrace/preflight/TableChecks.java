package dev.tailrace.preflight;

import dev.tailrace.backfill.AwsException;
import dev.tailrace.backfill.Exports;
import dev.tailrace.preflight.Finding.Kind;
import dev.tailrace.stream.StreamException;
import dev.tailrace.stream.TableDescription;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Looks at source tables: whether they are there, their streams and their point-in-time recovery.
 * Once a call fails in a way that all would, no other is made. For one thread.
 */
public final class TableChecks {
  private static final String SERVICE = "DynamoDB";
  private static final String NEW_IMAGES = "NEW_AND_OLD_IMAGES";
  private static final int MOST_NAMES = 2_000;

  /**
   * A table's name:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
   */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

  private static final Pattern GLOB = Pattern.compile("[a-zA-Z0-9_.*?-]{1,255}");

  private final Supplier<DynamoDbClient> dynamoDb;
  private final Supplier<Exports> exports;
  private final Supplier<Optional<String>> account;
  private final AwsPlace place;
  private final Findings findings;
  private boolean hopeless;
  private Optional<List<String>> names = Optional.empty();

  /**
   * Checks that note what they find in {@code findings}.
   *
   * @param account whose account is called, as far as it can be told; asked for a message only
   */
  public TableChecks(
      Supplier<DynamoDbClient> dynamoDb,
      Supplier<Exports> exports,
      Supplier<Optional<String>> account,
      AwsPlace place,
      Findings findings) {
    this.dynamoDb = dynamoDb;
    this.exports = exports;
    this.account = account;
    this.place = place;
    this.findings = findings;
  }

  /** Whether a call failed in a way that every other would, such as for want of credentials. */
  public boolean isHopeless() {
    return hopeless;
  }

  /** Looks at a name or glob alone; whether there can be such a table. */
  public boolean checkName(String glob) {
    boolean plain = glob.indexOf('*') < 0 && glob.indexOf('?') < 0;
    boolean right = (plain ? NAME : GLOB).matcher(glob).matches();
    if (!right) {
      findings.add(
          Kind.CONFIGURATION,
          "table %s: no table can be called that; names have 3 to 255 of a-z, A-Z, 0-9, _, - and ., and * and ? stand for others; check source.tables"
              .formatted(glob));
    }
    return right;
  }

  /** The names that {@code glob} matches; empty when they can't be told, which is noted. */
  public Optional<List<String>> names(String glob) {
    if (hopeless) {
      return Optional.empty();
    }
    try {
      List<String> matched = TableDescription.names(dynamoDb.get(), glob);
      if (matched.isEmpty()) {
        findings.add(
            Kind.PRECONDITION,
            "table %s: no table in %s is called that; check source.tables and aws"
                .formatted(glob, where()));
      }
      return Optional.of(matched);
    } catch (RuntimeException e) {
      note("", "listing tables for " + glob, e);
      return Optional.empty();
    }
  }

  /** What is there of the table; empty when it can't be replicated yet, which is noted. */
  public Optional<TableDescription> check(String name) {
    if (hopeless) {
      return Optional.empty();
    }
    TableDescription description;
    try {
      description = TableDescription.of(dynamoDb.get(), name);
    } catch (RuntimeException e) {
      note(name, "table " + name, e);
      return Optional.empty();
    }
    checkStream(description);
    checkPitr(name);
    return Optional.of(description).filter(d -> d.streamArn().isPresent());
  }

  private void note(String table, String thing, RuntimeException e) {
    AwsTrouble trouble =
        AwsTrouble.behind(place, SERVICE, thing, e)
            .orElseGet(
                () -> {
                  if (e instanceof StreamException || e instanceof AwsException) {
                    return new AwsTrouble(AwsTrouble.Kind.OTHER, String.valueOf(e.getMessage()));
                  }
                  throw e;
                });
    hopeless = hopeless || trouble.kind().ofEveryCall();
    if (trouble.kind() == AwsTrouble.Kind.NOT_FOUND && !table.isEmpty()) {
      findings.add(
          Kind.PRECONDITION,
          "table %s: there is no such table in %s%s; check source.tables and aws"
              .formatted(table, where(), nearest(table)));
    } else {
      findings.add(trouble);
    }
  }

  private String where() {
    return place.inWords() + account.get().map(" of account "::concat).orElse("");
  }

  /** Needs dynamodb:ListTables, which nothing else does: without it there is no suggestion. */
  private String nearest(String table) {
    if (names.isEmpty()) {
      names =
          Optional.of(
              switch (AwsTrouble.ask(
                  place,
                  SERVICE,
                  "listing tables",
                  () ->
                      dynamoDb.get().listTablesPaginator().tableNames().stream()
                          .limit(MOST_NAMES)
                          .toList())) {
                case AwsTrouble.Answer.Given<List<String>> given -> given.value();
                case AwsTrouble.Answer.Failed<List<String>> failed -> List.<String>of();
              });
    }
    return AwsSettings.question(table, names.get());
  }

  private void checkStream(TableDescription table) {
    if (table.streamArn().isEmpty()) {
      findings.add(
          Kind.PRECONDITION,
          "table %s: its stream is off; turn it on with %s"
              .formatted(table.name(), streamOn(table.name())));
      return;
    }
    String view = table.viewType().orElse("");
    if (!view.equals("NEW_IMAGE") && !view.equals(NEW_IMAGES)) {
      // UpdateTable refuses a second change while the table is being updated, so the first one is
      // waited for:
      // https://docs.aws.amazon.com/cli/latest/reference/dynamodb/wait/table-exists.html
      findings.add(
          Kind.PRECONDITION,
          "table %s: its stream's view type is %s, which has no new images, and a view type can't be changed; if nothing else reads this stream (its readers lose their place), turn it off and on again with %s && %s && %s"
              .formatted(
                  table.name(),
                  view,
                  streamOff(table.name()),
                  waiting(table.name()),
                  streamOn(table.name())));
    }
  }

  private String streamOn(String table) {
    return update(table, "StreamEnabled=true,StreamViewType=" + NEW_IMAGES);
  }

  private String streamOff(String table) {
    return update(table, "StreamEnabled=false");
  }

  private String update(String table, String specification) {
    return "aws dynamodb update-table --table-name %s --stream-specification %s%s"
        .formatted(table, specification, place.options());
  }

  private String waiting(String table) {
    return "aws dynamodb wait table-exists --table-name %s%s".formatted(table, place.options());
  }

  private void checkPitr(String name) {
    try {
      if (!exports.get().pitr(name).enabled()) {
        findings.add(
            Kind.PRECONDITION,
            "table %s: point-in-time recovery is off, and exports need it; turn it on with aws dynamodb update-continuous-backups --table-name %s --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true%s"
                .formatted(name, name, place.options()));
      }
    } catch (AwsException.Unsupported e) {
      findings.add(Kind.PRECONDITION, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      note("", "table " + name + ", its point-in-time recovery", e);
    }
  }
}
