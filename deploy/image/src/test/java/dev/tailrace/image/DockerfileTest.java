package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever builds with Docker gets what Jib builds. No Docker is needed to see that. */
final class DockerfileTest {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([\\w.]+)=\"?([^\"]*?)\"?(?= [\\w.]+=|$)");

  private final UnpackedImage image = UnpackedImage.shared();
  private final String dockerfile;

  DockerfileTest() throws IOException {
    this.dockerfile = Files.readString(Path.of("Dockerfile"));
  }

  @Test
  void itStartsWhatJibsImageStarts() throws IOException {
    for (String[] pair :
        new String[][] {
          {"ENTRYPOINT", "Entrypoint"}, {"CMD", "Cmd"}, {"USER", "User"}, {"WORKDIR", "WorkingDir"}
        }) {
      JsonNode jibs = image.config().path("config").path(pair[1]);
      String docker = only(pair[0]);
      assertThat(docker.startsWith("[") ? json(docker) : new ObjectMapper().valueToTree(docker))
          .as(pair[0])
          .isEqualTo(jibs);
    }
  }

  @Test
  void itsVolumesAndEnvironmentAreThoseOfJibsImage() throws IOException {
    List<String> volumes = new ArrayList<>();
    json(only("VOLUME")).forEach(volume -> volumes.add(volume.asText()));
    assertThat(volumes)
        .containsExactlyInAnyOrderElementsOf(names(image.config().at("/config/Volumes")));
    assertThat(
            assignments(only("ENV")).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()))
        .containsExactlyInAnyOrderElementsOf(image.strings("Env"));
  }

  @Test
  void itsLabelsAreThoseOfJibsImage() {
    JsonNode jibs = image.config().at("/config/Labels");
    Map<String, String> docker = assignments(only("LABEL"));
    assertThat(docker.keySet()).containsExactlyInAnyOrderElementsOf(names(jibs));
    docker.forEach(
        (name, value) -> {
          if (value.startsWith("${")) {
            assertThat(dockerfile).contains("ARG " + value.replaceAll("[${}]", "") + "=unknown");
          } else {
            assertThat(value).as(name).isEqualTo(jibs.path(name).asText());
          }
        });
  }

  @Test
  void itsHealthCheckIsTerraforms() throws IOException {
    String terraform =
        Files.readString(Path.of("../../terraform/modules/ecs-service/containers.tf"));
    Matcher words = Pattern.compile("(?s)\"CMD\", (.*?),\\n  \\]").matcher(terraform);
    assertThat(words.find()).isTrue();
    String theirs =
        words
            .group(1)
            .replaceAll("\\s+", " ")
            .replace("local.main_class", "\"dev.tailrace.app.Tailrace\"")
            .replace("var.config_path", "\"/etc/tailrace/tailrace.yaml\"");
    String ours = only("HEALTHCHECK").replaceFirst("^.* CMD ", "");
    assertThat(json(ours)).isEqualTo(json("[" + theirs + "]"));
  }

  @Test
  void whatItCopiesIsThereAndLetThroughByDockerignore() throws IOException {
    List<String> ignore = Files.readAllLines(Path.of(".dockerignore"));
    List<String> sources = instructions("COPY").filter(copy -> !copy.startsWith("--from")).toList();
    assertThat(sources).hasSize(3);
    for (String copy : sources) {
      String source = copy.replaceFirst("/ /$", "");
      assertThat(Path.of(source).resolve("opt/tailrace/lib")).isNotEmptyDirectory();
      assertThat(ignore).contains("!" + source);
    }
    assertThat(ignore).hasSize(1 + sources.size()).startsWith("*");
  }

  @Test
  void itsRuntimeIsMadeAsJibsIs() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String jlink = instructions("RUN").findFirst().orElseThrow();
    assertThat(jlink)
        .contains(
            between(pom, "<tailrace.image.modules>", "</tailrace.image.modules>"),
            between(pom, "<arg line=\"--no-header-files", " --output\"/>"));
  }

  @Test
  void whatItStandsOnHasToBeNamed() {
    assertThat(instructions("FROM")).containsExactly("${JDK} AS runtime", "${BASE}");
    assertThat(dockerfile).contains("\nARG JDK\n", "\nARG BASE\n").doesNotContain(":latest");
  }

  private String only(String keyword) {
    List<String> all = instructions(keyword).toList();
    assertThat(all).as(keyword).hasSize(1);
    return all.get(0);
  }

  /** What follows the keyword, on one line. */
  private Stream<String> instructions(String keyword) {
    return dockerfile
        .replaceAll("(?m)^#.*\n", "")
        .replaceAll("\\\\\n\\s*", "")
        .lines()
        .filter(line -> line.startsWith(keyword + " "))
        .map(line -> line.substring(keyword.length() + 1));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    return names;
  }

  private static Map<String, String> assignments(String text) {
    Map<String, String> all = new TreeMap<>();
    Matcher matcher = ASSIGNMENT.matcher(text);
    while (matcher.find()) {
      all.put(matcher.group(1), matcher.group(2));
    }
    return all;
  }

  private static String between(String text, String before, String after) {
    int from = text.indexOf(before);
    assertThat(from).as(before).isNotNegative();
    return text.substring(from + before.length(), text.indexOf(after, from));
  }
}
