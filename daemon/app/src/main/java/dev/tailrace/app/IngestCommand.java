package dev.tailrace.app;

import dev.tailrace.backfill.ExportLocation;
import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Sink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailrace ingest}: loads an export that is already there. */
@Command(
    name = "ingest",
    description = "Load an export that is already there, from a bucket or a folder, into a table.",
    mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
  @Option(
      names = "--source-uri",
      required = true,
      paramLabel = "URI",
      description =
          "s3://bucket/prefix/AWSDynamoDB/<export id> or file:///folder/AWSDynamoDB/<export id>.")
  private String sourceUri = "";

  @Option(
      names = "--dest-uri",
      required = true,
      paramLabel = "URI",
      description = "The warehouse: duckdb:///path/to/file.duckdb.")
  private String destUri = "";

  @Option(names = "--dest-table", required = true, paramLabel = "TABLE", description = "The table.")
  private String destTable = "";

  @Option(
      names = "--dest-schema",
      paramLabel = "SCHEMA",
      defaultValue = "main",
      description = "Its schema (default: ${DEFAULT-VALUE}).")
  private String destSchema = "main";

  @Option(
      names = "--primary-key",
      required = true,
      split = ",",
      paramLabel = "ATTRIBUTE",
      description = "The partition key and, if there is one, the sort key.")
  private List<String> primaryKey = List.of();

  @Option(names = "--region", paramLabel = "REGION", description = "The bucket's AWS region.")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Where S3 is, if not at AWS; AWS_ENDPOINT_URL is heeded too.")
  private Optional<String> endpoint = Optional.empty();

  @Option(
      names = "--bucket-owner",
      paramLabel = "ACCOUNT",
      description = "The account that the bucket has to belong to; anyone's if left out.")
  private Optional<String> bucketOwner = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** How long something passing may be in the way. */
  private static final Duration LONGEST_TROUBLE = Duration.ofMinutes(2);

  private ExportLocation location() {
    try {
      return ExportLocation.parse(sourceUri);
    } catch (DataFileException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    ExportLocation location = location();
    AwsConfig config =
        new AwsConfig(
            region,
            endpoint.or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL"))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (AwsClients aws = new AwsClients(config);
        Sink sink = Sinks.open(destUri, config)) {
      Ingestion ingestion =
          new Ingestion(
              sink,
              ExportCalls.store(location, aws::s3, bucketOwner),
              location,
              destSchema,
              destTable);
      Ingestion.Result result = ingestion.runPatiently(primaryKey, LONGEST_TROUBLE);
      spec.commandLine()
          .getOut()
          .println(
              "%,d items in %s.%s%s"
                  .formatted(
                      result.items(),
                      destSchema,
                      destTable,
                      result.wasThere() ? "; they were there already" : ""));
      return ExitCode.OK;
    }
  }
}
