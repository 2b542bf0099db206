package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tailrace.app.Tailrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * Set-ups that are broken in one way each: {@code check} and {@code run} say the same of them, end
 * with the same code, and nothing is made.
 */
final class BrokenSetupsTest {
  /** One try a call, no metadata service, and a file of profiles that this test knows. */
  private static final Map<String, String> PROPERTIES =
      new TreeMap<>(Map.of("aws.maxAttempts", "1", "aws.disableEc2Metadata", "true"));

  @TempDir static Path folder;
  private static Stage stage;
  private static int freePort;

  @BeforeAll
  static void start() throws Exception {
    Path profiles = Files.writeString(folder.resolve("profiles"), "[work]\naws_access_key_id=a\n");
    PROPERTIES.put("aws.sharedCredentialsFile", profiles.toString());
    PROPERTIES.put("aws.configFile", folder.resolve("none").toString());
    PROPERTIES.forEach(System::setProperty);
    stage = new Stage(folder);
    DynamoDbClient dynamoDb = stage.aws().dynamoDb();
    SourceTables tables = new SourceTables(dynamoDb);
    for (String table :
        List.of("orders", "customers", "stream-off", "keys-only", "old-image", "pitr-off")) {
      tables.create(table, List.of("id"));
    }
    for (String table : List.of("stream-off", "keys-only", "old-image")) {
      dynamoDb.updateTable(
          r -> r.tableName(table).streamSpecification(s -> s.streamEnabled(false)));
    }
    view("keys-only", StreamViewType.KEYS_ONLY);
    view("old-image", StreamViewType.OLD_IMAGE);
    dynamoDb.updateContinuousBackups(
        r ->
            r.tableName("pitr-off")
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(false)));
    try (ServerSocket unused = new ServerSocket(0)) {
      freePort = unused.getLocalPort();
    }
  }

  private static void view(String table, StreamViewType view) {
    stage
        .aws()
        .dynamoDb()
        .updateTable(
            r ->
                r.tableName(table)
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
  }

  @AfterAll
  static void end() {
    stage.close();
    PROPERTIES.keySet().forEach(System::clearProperty);
  }

  @TestFactory
  Stream<DynamicTest> tables() {
    return tests(
        BrokenSetup.table(
            "ordres",
            3,
            "table ordres: there is no such table in region us-east-1",
            "account 000000000000",
            "did you mean orders?"),
        BrokenSetup.table(
            "Orders", 3, "table Orders: there is no such table", "did you mean orders?"),
        BrokenSetup.table(
            "inventory", 3, "table inventory: there is no such table", "check source.tables"),
        BrokenSetup.table("or ders", 2, "source.tables[0].name", "the table's name has letters"),
        BrokenSetup.table(
            "\"zz*\"", 3, "table zz*: no table in region us-east-1", "is called that"),
        BrokenSetup.table(
            "stream-off",
            3,
            "table stream-off: its stream is off; turn it on with aws dynamodb update-table --table-name stream-off",
            "--region us-east-1"),
        BrokenSetup.table(
            "keys-only",
            3,
            "view type is KEYS_ONLY",
            "its readers lose their place",
            "StreamEnabled=false --region us-east-1",
            "&& aws dynamodb wait table-exists --table-name keys-only --region us-east-1",
            "&& aws dynamodb update-table --table-name keys-only"),
        BrokenSetup.table(
            "old-image", 3, "view type is OLD_IMAGE", "aws dynamodb wait table-exists"),
        BrokenSetup.table(
            "pitr-off",
            3,
            "table pitr-off: point-in-time recovery is off",
            "aws dynamodb update-continuous-backups --table-name pitr-off"),
        BrokenSetup.table("orders\n    - name: orders", 2, "table orders is named twice"),
        BrokenSetup.table(
            "orders\n      target: x\n    - name: customers\n      target: x",
            2,
            "tables orders and customers have targets of the same name, x"),
        BrokenSetup.table(
            "orders\n      target: x\n    - name: customers\n      target: X",
            2,
            "tables orders and customers have targets, x and X, that this sink can't tell apart"),
        BrokenSetup.table("orders\n      exclude: [id]", 2, "exclude: id is a key attribute"),
        BrokenSetup.table("orders\n      columns: {id: json}", 2, "columns: id is a key attribute"),
        BrokenSetup.table(
            "orders\n      hash: [n]", 2, "hash: there is no secret", "TAILRACE_HASH_SECRET"),
        BrokenSetup.of(
            "several",
            y ->
                y.replace(
                        "- name: orders",
                        "- name: nowhere\n    - name: pitr-off\n    - name: stream-off")
                    .replace("bucket: stage", "bucket: no-such-bucket"),
            3,
            "table nowhere: there is no such table",
            "table pitr-off: point-in-time",
            "table stream-off: its stream is off",
            "bucket no-such-bucket: there is none"));
  }

  @TestFactory
  Stream<DynamicTest> buckets() {
    return tests(
        BrokenSetup.set(
            "bucket",
            "no-such-bucket",
            3,
            "bucket no-such-bucket: there is none; make it with aws s3 mb s3://no-such-bucket --region us-east-1"),
        BrokenSetup.set("bucket", "Bad_Bucket!", 2, "export.bucket", "is a bucket's name"),
        BrokenSetup.set(
            "bucket",
            "s3://stage/x",
            2,
            "export.bucket",
            "is a bucket's name alone, without s3://"),
        BrokenSetup.set("bucket", "arn:aws:s3:::stage", 2, "export.bucket", "is a bucket's name"),
        BrokenSetup.said(
            "(HEAD|GET) /stage.*",
            denied(),
            3,
            "bucket stage: access is denied; allow s3:ListBucket on arn:aws:s3:::stage",
            "AWS says: AccessDenied: User: arn:aws:iam::111122223333:user/x is not authorized"),
        BrokenSetup.said(
            "(HEAD|GET) /stage.*",
            new Fault.Say(301, List.of("x-amz-bucket-region: eu-west-1"), ""),
            3,
            "bucket stage: it is in eu-west-1"));
  }

  private static Fault denied() {
    return new Fault.Say(
        403,
        List.of("Content-Type: application/xml"),
        "<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::111122223333:user/x is not authorized to perform: s3:ListBucket</Message></Error>");
  }

  @TestFactory
  Stream<DynamicTest> endpointsAndCredentials() {
    String role = "\n  role-arn: ";
    return tests(
        BrokenSetup.set(
            "endpoint",
            "http://127.0.0.1:" + freePort,
            3,
            "DynamoDB at http://127.0.0.1:" + freePort + " does not answer",
            "refused"),
        BrokenSetup.set(
            "endpoint",
            "http://no-such-host.invalid:4666",
            3,
            "the host no-such-host.invalid of DynamoDB at http://no-such-host.invalid:4666 has no address"),
        BrokenSetup.set(
            "endpoint",
            "https://127.0.0.1:" + stage.endpoint().getPort(),
            3,
            "no TLS with DynamoDB at https://127.0.0.1:",
            "write http://"),
        BrokenSetup.set(
            "endpoint",
            "127.0.0.1:4666",
            2,
            "aws.endpoint",
            "is an address like http://127.0.0.1:4566"),
        BrokenSetup.of(
                "AWS_ENDPOINT_URL",
                y -> y.replaceFirst(" *endpoint: .*\n", ""),
                2,
                "aws.endpointUrl is no address of an endpoint: 127.0.0.1:4666")
            .with("aws.endpointUrl", "127.0.0.1:4666"),
        BrokenSetup.set(
            "region",
            "us-east1",
            2,
            "aws.region us-east1: no region is called that",
            "did you mean us-east-1?"),
        BrokenSetup.set("region", "Frankfurt", 2, "aws.region", "is a region's code, such as"),
        BrokenSetup.of(
            "no credentials",
            y -> withoutKeys(y),
            3,
            "AWS: there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        BrokenSetup.of(
            "unknown profile",
            y -> withoutKeys(y).replace("  endpoint:", "  profile: wrok\n  endpoint:"),
            2,
            "aws.profile wrok: not in ",
            "there are work"),
        BrokenSetup.set(
            "endpoint",
            stage.endpoint() + role + "foo",
            2,
            "aws.role-arn",
            "is a role's ARN, such as"),
        BrokenSetup.set(
            "endpoint",
            stage.endpoint() + role + "arn:aws:iam::111122223333:role/reader",
            3,
            "aws.role-arn: the role can't be assumed",
            "STS says: InvalidAction"),
        BrokenSetup.said(
            "DescribeTable",
            new Fault.Refuse(400, "UnrecognizedClientException"),
            3,
            "AWS: the credentials are not taken",
            "UnrecognizedClientException: injected"),
        BrokenSetup.said(
            "DescribeTable",
            new Fault.Refuse(400, "ExpiredTokenException"),
            3,
            "AWS: the credentials have expired",
            "ExpiredTokenException: injected"),
        BrokenSetup.said(
            "DescribeTable",
            new Fault.Refuse(400, "AccessDeniedException"),
            3,
            "table orders: access is denied",
            "AccessDeniedException: injected"),
        BrokenSetup.said(
            "DescribeTable",
            new Fault.Refuse(500, "InternalServerError"),
            3,
            "table orders: can't be looked at now",
            "InternalServerError: injected"),
        BrokenSetup.said(
            "DescribeContinuousBackups",
            new Fault.Refuse(400, "AccessDeniedException"),
            3,
            "table orders, its point-in-time recovery: access is denied",
            "AccessDeniedException: injected"));
  }

  private static String withoutKeys(String yaml) {
    return yaml.replaceAll(" *(access-key-id|secret-access-key): .*\n", "");
  }

  @TestFactory
  Stream<DynamicTest> sinksAndTheRest() throws IOException {
    Path garbage =
        Files.writeString(folder.resolve("garbage.duckdb"), "not a database, but text".repeat(999));
    return tests(
        BrokenSetup.set(
            "url", "oracle://host/db", 2, "there is no such kind", "duckdb:///path/to/file.duckdb"),
        BrokenSetup.set("url", "duckdb://", 2, "names no file"),
        BrokenSetup.set(
            "url", "duckdb://" + garbage, 3, "garbage.duckdb: DuckDB can't open the file"),
        BrokenSetup.set("url", "duckdb://" + folder, 3, folder.toString()),
        BrokenSetup.more(
            "leases: {table: leases}", 2, "leases.table: leases are for several processes"),
        BrokenSetup.more(
            "status: {listen: \"127.0.0.1:99999\"}",
            2,
            "status.listen",
            "is an address and a port of 0 to 65535"),
        BrokenSetup.more(
            "status: {listen: \"no-such-host.invalid:8080\"}",
            2,
            "the host no-such-host.invalid has no address"),
        BrokenSetup.more(
            "status: {listen: \"127.0.0.1:" + stage.endpoint().getPort() + "\"}",
            2,
            "can't listen on 127.0.0.1:"));
  }

  private static Stream<DynamicTest> tests(BrokenSetup... setups) {
    return Stream.of(setups).map(s -> dynamicTest(s.name(), () -> test(s)));
  }

  private static void test(BrokenSetup setup) throws IOException {
    FaultPlan plan = new FaultPlan(1);
    setup.calls().ifPresent(c -> plan.first(c, Integer.MAX_VALUE, setup.answer().orElseThrow()));
    setup.properties().forEach(System::setProperty);
    try (FaultProxy proxy = new FaultProxy(stage.endpoint(), plan)) {
      String right = stage.yaml("broken", "orders", "ion");
      if (setup.calls().isPresent()) {
        right = right.replace(stage.endpoint().toString(), proxy.endpoint().toString());
      }
      String yaml = setup.yaml().apply(right);
      for (List<String> verb :
          List.of(
              List.of("check"), List.of("run", "--until-caught-up", "--longest-trouble=PT0S"))) {
        Said said = execute(verb, yaml);

        assertThat(said.text()).as("%s of %s", verb, setup).contains(setup.says());
        assertThat(said.exitCode())
            .as("%s of %s:\n%s", verb, setup, said.text())
            .isEqualTo(setup.exitCode());
        assertSpeaksToPeople(said.text());
      }
      assertNothingWasMade();
    } finally {
      setup.properties().keySet().forEach(System::clearProperty);
    }
  }

  private record Said(int exitCode, String text) {}

  private static Said execute(List<String> verb, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.yaml"), yaml);
    List<String> args = new ArrayList<>(verb);
    args.addAll(List.of("-c", file.toString()));
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    CommandLine line = Tailrace.commandLine().setOut(out).setErr(out);
    int exitCode = line.execute(args.toArray(String[]::new));
    out.flush();
    return new Said(exitCode, text.toString());
  }

  private static void assertSpeaksToPeople(String text) {
    assertThat(text)
        .doesNotContain(
            "\tat ", "software.amazon", "java.", "SDK Attempt", "Request ID", "Provider");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(700));
  }

  private static void assertNothingWasMade() {
    assertThat(stage.aws().dynamoDb().listExports(r -> r.maxResults(25)).exportSummaries())
        .isEmpty();
    assertThat(stage.warehouse("broken")).doesNotExist();
    assertThat(stage.aws().dynamoDb().listTables().tableNames()).hasSize(6);
  }

  @Test
  void aRightSetUpIsFoundRightAndNothingIsMadeYet() throws IOException {
    Said said = execute(List.of("check"), stage.yaml("broken", "orders", "ion"));

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text()).contains("ok       table orders (key id:S) goes to main.orders");
    assertNothingWasMade();
  }

  @Test
  void whatCannotBeAskedOnceKeepsNoRunFromStarting() throws IOException {
    FaultPlan plan = new FaultPlan(1);
    plan.first("HEAD /stage.*|DescribeTable", 2, new Fault.Refuse(503, "SlowDown"));
    try (Stage other = new Stage(folder.resolve("other"));
        FaultProxy proxy = new FaultProxy(other.endpoint(), plan)) {
      new SourceTables(other.aws().dynamoDb()).create("customers", List.of("id"));
      String yaml =
          other
              .yaml("passing", "customers", "ion")
              .replace(other.endpoint().toString(), proxy.endpoint().toString());

      Said said = execute(List.of("run", "--until-caught-up"), yaml);

      assertThat(said.exitCode()).as(said.text()).isZero();
      assertThat(plan.injected()).isEqualTo(Map.of("SlowDown", 2));
      assertThat(other.warehouse("passing")).exists();
    }
  }
}
