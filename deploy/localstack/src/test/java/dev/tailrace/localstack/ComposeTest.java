package dev.tailrace.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tailrace.app.Tailrace;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.local.LocalCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds together what the files in deploy/compose say; nothing here starts them. */
class ComposeTest {
  private static final Path FOLDER = Path.of("..", "compose");
  private final JsonNode compose;
  private final Config config = ConfigFile.read(FOLDER.resolve("tailrace.yaml"));

  ComposeTest() throws IOException {
    compose = new YAMLMapper().readTree(FOLDER.resolve("compose.yaml").toFile());
  }

  @Test
  void imagesArePinnedToReleases() {
    compose
        .get("services")
        .properties()
        .forEach(
            service ->
                assertThat(service.getValue().path("image").asText())
                    .as(service.getKey())
                    .matches("[a-z/]+:[0-9]+\\.[0-9]+[a-z0-9.-]*"));
  }

  @Test
  void whatAServiceWaitsForAndMountsIsThere() {
    compose
        .get("services")
        .properties()
        .forEach(
            service -> {
              assertThat(compose.get("services").properties().stream().map(e -> e.getKey()))
                  .containsAll(names(service.getValue().path("depends_on")));
              service
                  .getValue()
                  .path("depends_on")
                  .properties()
                  .forEach(
                      dependency -> waitsForWhatIsTold(dependency.getKey(), dependency.getValue()));
              service.getValue().path("volumes").forEach(this::isThere);
            });
  }

  private void waitsForWhatIsTold(String service, JsonNode dependency) {
    if (dependency.path("condition").asText().equals("service_healthy")) {
      assertThat(service(service).has("healthcheck")).as(service).isTrue();
    }
  }

  private void isThere(JsonNode volume) {
    String source = volume.asText().split(":", -1)[0];
    if (source.startsWith(".")) {
      assertThat(FOLDER.resolve(source)).exists();
    } else {
      assertThat(compose.get("volumes").has(source)).as(source).isTrue();
    }
  }

  @Test
  void portsAreOpenToThisMachineAlone() {
    compose
        .get("services")
        .forEach(
            service ->
                service
                    .path("ports")
                    .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
  }

  @Test
  void theFrontDoorStandsBeforeLocalStack() {
    List<String> command = texts(service("front-door").get("command"));

    assertThat(command.subList(0, 2)).containsExactly("./tailrace", "local");
    List<String> arguments = command.subList(2, command.size());
    new CommandLine(new LocalCommand()).parseArgs(arguments.toArray(String[]::new));
    URI upstream = URI.create(arguments.get(arguments.indexOf("--upstream") + 1));
    assertThat(service(upstream.getHost()).get("image").asText()).startsWith("localstack/");
    assertThat(upstream.getPort()).as("LocalStack's port").isEqualTo(4566);
    assertThat(arguments).as("others must reach it").containsSequence("--bind", "0.0.0.0");
  }

  @Test
  void theDaemonReadsItsConfigurationAndFindsEveryone() {
    List<String> command = texts(service("daemon").get("command"));
    assertThat(command.getFirst()).isEqualTo("./tailrace");
    Tailrace.commandLine().parseArgs(command.subList(1, command.size()).toArray(String[]::new));
    assertThat(texts(service("daemon").get("volumes")))
        .contains("./tailrace.yaml:" + command.getLast() + ":ro");

    URI endpoint = URI.create(config.aws().endpoint().orElseThrow());
    assertThat(endpoint.getHost()).isEqualTo("front-door");
    assertThat(texts(service("front-door").get("ports")))
        .anyMatch(port -> port.endsWith(":" + endpoint.getPort()));
    URI sink = URI.create(config.sink().url().url());
    JsonNode postgres = service(sink.getHost()).get("environment");
    assertThat(sink.getUserInfo()).isEqualTo(postgres.get("POSTGRES_USER").asText());
    assertThat(sink.getPath()).isEqualTo("/" + postgres.get("POSTGRES_DB").asText());
    assertThat(service("daemon").at("/environment/PGPASSWORD"))
        .isEqualTo(postgres.get("POSTGRES_PASSWORD"));
  }

  @Test
  void theTableAndTheBucketAreThoseOfTheConfiguration() throws IOException {
    Path script = FOLDER.resolve("orders.sh");
    String made = Files.readString(script);

    assertThat(script).isExecutable();
    assertThat(made).contains("create-bucket --bucket " + config.export().bucket() + "\n");
    JsonNode tables =
        new YAMLMapper().readTree(FOLDER.resolve("tailrace.yaml").toFile()).at("/source/tables");
    assertThat(tables).hasSize(1);
    String table = tables.get(0).get("name").asText();
    assertThat(made)
        .contains("create-table --table-name " + table + " ")
        .contains("update-continuous-backups --table-name " + table + " ");
    assertThat(made).contains("StreamViewType=NEW_AND_OLD_IMAGES");
  }

  private JsonNode service(String name) {
    return compose.get("services").path(name);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(e -> e.getKey()).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
