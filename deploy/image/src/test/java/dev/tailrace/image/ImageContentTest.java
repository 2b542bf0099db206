package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What lies in the image's layers, and what must not. */
final class ImageContentTest {
  /** Megabytes (of a million bytes) that a layer may have, compressed; deploy/image/README.md. */
  private static final Map<String, Long> MOST_MEGABYTES =
      Map.of("runtime", 36L, "drivers", 175L, "libraries", 21L, "folders", 1L, "tailrace", 3L);

  /**
   * Beginnings of class names that are for trying and testing. DynamoDB Local may not be passed on.
   */
  private static final List<String> UNWANTED =
      List.of(
          "com/amazonaws/services/dynamodbv2/local/",
          "software/amazon/dynamodb/services/local/",
          "org/gaul/s3proxy/",
          "dev/tailrace/local/",
          "dev/tailrace/testkit/",
          "dev/tailrace/fakesnow/",
          "dev/tailrace/demo/",
          "dev/tailrace/image/",
          "io/zonky/",
          "org/junit/",
          "org/assertj/",
          "com/tngtech/archunit/",
          "org/openjdk/jmh/");

  private final UnpackedImage image = UnpackedImage.shared();

  @Test
  void theSbomListsTheJarsNoMoreAndNoLess() throws IOException, GeneralSecurityException {
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : sbom().path("components")) {
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          String name = component.path("name").asText() + "-" + component.path("version").asText();
          listed.put(name + ".jar", hash.path("content").asText());
        }
      }
    }
    Map<String, String> there = new TreeMap<>();
    for (Path jar : image.jars()) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      there.put(
          String.valueOf(jar.getFileName()),
          HexFormat.of().formatHex(sha.digest(Files.readAllBytes(jar))));
    }
    assertThat(there)
        .as("the jars and the SBOM, which Maven renews only when it is online")
        .hasSizeGreaterThan(50)
        .isEqualTo(listed);
  }

  @Test
  void theSbomTellsTheLicenceOfEachJar() throws IOException {
    for (JsonNode component : sbom().path("components")) {
      if (!component.path("group").asText().equals("dev.tailrace")) {
        assertThat(component.path("licenses")).as(component.path("purl").asText()).isNotEmpty();
      }
    }
  }

  /** The tests' dependencies are resolved together with the daemon's, and must not change them. */
  @Test
  void theJarsAreThoseThatTheDaemonIsBuiltWith() throws IOException {
    Path daemons = Path.of("../../daemon/app/target/classpath.txt");
    assumeThat(daemons).exists();
    List<String> names = new ArrayList<>(List.of("tailrace-app-" + version() + ".jar"));
    for (String jar : Files.readString(daemons).strip().split(File.pathSeparator, -1)) {
      names.add(String.valueOf(Path.of(jar).getFileName()));
    }
    assertThat(image.jars().stream().map(jar -> String.valueOf(jar.getFileName())))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void nothingForTestsAndNothingThatMayNotBePassedOnIsInIt() throws IOException {
    List<String> found = new ArrayList<>();
    int classes = 0;
    for (Path jar : image.jars()) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry :
            (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
          classes++;
          if (UNWANTED.stream().anyMatch(entry.getName()::startsWith)) {
            found.add(jar.getFileName() + ": " + entry.getName());
          }
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(classes).isGreaterThan(10_000);
  }

  @Test
  void filesAreWhereTheyAreExpectedAndNowhereElse() {
    for (UnpackedImage.Layer layer : image.layers()) {
      for (String entry : layer.entries()) {
        if (entry.endsWith(".jar")) {
          assertThat(entry).matches("opt/tailrace/lib/[^/]+\\.jar");
        }
        if (!entry.endsWith("/")) {
          assertThat(entry).startsWith("opt/tailrace/");
          assertThat(entry).doesNotContainPattern("(^|/)(sh|bash|busybox|[^/]*\\.(py|sh|class))$");
        }
      }
    }
  }

  @Test
  void aFileIsInOneLayerOnly() {
    assertThat(
            image.layers().stream()
                .flatMap(layer -> layer.entries().stream())
                .filter(entry -> !entry.endsWith("/")))
        .doesNotHaveDuplicates();
  }

  @Test
  void itsUserMayReadEverythingAndChangeNothing() throws IOException {
    try (Stream<Path> files = Files.walk(image.root().resolve("opt"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        assertThat(Files.getPosixFilePermissions(file))
            .as(file.toString())
            .contains(PosixFilePermission.OTHERS_READ)
            .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
      }
    }
  }

  @Test
  void eachLayerStaysUnderItsLimit() {
    assertThat(image.layers().stream().map(UnpackedImage.Layer::title))
        .containsExactly("runtime", "drivers", "libraries", "folders", "tailrace");
    long all = 0;
    for (UnpackedImage.Layer layer : image.layers()) {
      long megabytes = Math.ceilDiv(layer.packedBytes(), 1_000_000);
      all += megabytes;
      System.out.printf("image: layer %s has %d MB%n", layer.title(), megabytes);
      assertThat(megabytes)
          .as(layer.title())
          .isLessThanOrEqualTo(MOST_MEGABYTES.getOrDefault(layer.title(), 0L));
    }
    System.out.printf("image: %d MB without its base%n", all);
  }

  @Test
  void theRuntimeHasCertificateAuthorities() throws IOException, GeneralSecurityException {
    Path file = image.root().resolve("opt/tailrace/lib/security/cacerts");
    assertThat(file).as("its own, and no link to the build machine's").isRegularFile();
    KeyStore store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    assertThat(store.size()).isGreaterThan(50);
  }

  /** OpenJDK's licence asks for it; ours goes along too. */
  @Test
  void theLicencesOfTheRuntimeAndOfTailraceAreInIt() {
    Path program = image.root().resolve("opt/tailrace");
    assertThat(program.resolve("legal/java.base/LICENSE")).content().contains("Classpath");
    assertThat(program.resolve("LICENSE")).hasSameTextualContentAs(Path.of("../../LICENSE"));
  }

  private JsonNode sbom() throws IOException {
    JsonNode sbom =
        new ObjectMapper().readTree(image.root().resolve("opt/tailrace/sbom.json").toFile());
    assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    return sbom;
  }

  private static String version() {
    return String.valueOf(System.getProperty("tailrace.version"));
  }
}
