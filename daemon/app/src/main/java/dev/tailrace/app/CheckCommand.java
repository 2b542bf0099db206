package dev.tailrace.app;

import dev.tailrace.backfill.AwsException;
import dev.tailrace.backfill.ExportClient;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code tailrace check}: looks at everything that a run needs, and starts nothing. */
@Command(
    name = "check",
    description =
        "Look at everything that a run needs, name what is missing with its mend, and start nothing.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  private final List<String> problems = new ArrayList<>();

  @Override
  public Integer call() {
    Config config = ConfigFile.read(configFile);
    PrintWriter out = spec.commandLine().getOut();
    try (AwsClients aws = new AwsClients(config.aws())) {
      List<TablePlan> tables = tables(config, aws, out);
      bucket(config, aws, tables, out);
      sink(config, tables, out);
    }
    problems.forEach(p -> out.println("missing  " + p));
    out.flush();
    return problems.isEmpty() ? ExitCode.OK : ExitCode.PRECONDITION;
  }

  private List<TablePlan> tables(Config config, AwsClients aws, PrintWriter out) {
    Preflight preflight = new Preflight(aws.dynamoDb(), new ExportClient(aws.dynamoDb()), config);
    try {
      List<TablePlan> plans = preflight.check();
      plans.forEach(
          p ->
              out.printf(
                  "ok       table %s (key %s) goes to %s%n",
                  p.source().name(),
                  p.source().key(),
                  p.targets().stream()
                      .map(TargetTable::toString)
                      .collect(Collectors.joining(", "))));
      return plans;
    } catch (UserException e) {
      problems.addAll(String.valueOf(e.getMessage()).lines().toList());
    } catch (AwsException | SdkException e) {
      problems.add("AWS: " + e.getMessage());
    }
    return List.of();
  }

  private void bucket(Config config, AwsClients aws, List<TablePlan> tables, PrintWriter out) {
    String bucket = config.export().bucket();
    Optional<String> owner =
        tables.stream()
            .findFirst()
            .flatMap(t -> config.export().ownerFor(t.source().tableArn()))
            .or(config.export()::bucketOwner);
    try {
      aws.s3(config.export().bucketRegion())
          .headBucket(r -> r.bucket(bucket).expectedBucketOwner(owner.orElse(null)));
      out.printf("ok       bucket %s%n", bucket);
    } catch (AwsServiceException e) {
      problems.add(
          switch (e.statusCode()) {
            case 404 ->
                "bucket %s: there is none; make it in the tables' region with aws s3 mb s3://%s"
                    .formatted(bucket, bucket);
            case 301, 400 ->
                "bucket %s: it is in another region; set export.bucket-region to it"
                    .formatted(bucket);
            case 403 ->
                "bucket %s: access is denied; allow s3:ListBucket on arn:aws:s3:::%s, and set export.bucket-owner if the bucket is not of account %s"
                    .formatted(bucket, bucket, owner.orElse("of the tables"));
            default -> "bucket %s: %s".formatted(bucket, e.getMessage());
          });
    } catch (SdkException e) {
      problems.add("bucket %s: %s".formatted(bucket, e.getMessage()));
    }
  }

  private void sink(Config config, List<TablePlan> tables, PrintWriter out) {
    try (Sink sink = Sinks.open(config.sink().url(), config.aws())) {
      for (TablePlan table : tables) {
        sink.read(new TableId(config.pipeline(), table.source().name()));
      }
      String promise =
          sink.guarantee() == Guarantee.EXACTLY_ONCE
              ? "each change once"
              : "each change at least once";
      out.printf("ok       sink %s: %s%n", config.sink().url(), promise);
    } catch (SinkException | UserException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
