package dev.tailrace.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Imports point from the daemon to the sinks, never back; what is pure stays so. */
class ArrowsTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tailrace");

  @Test
  void itemsKnowNothingElse() {
    only("dev.tailrace.item", "dev.tailrace.item");
  }

  @Test
  void projectionsKnowItems() {
    only("dev.tailrace.projection", "dev.tailrace.projection", "dev.tailrace.item");
  }

  @Test
  void theSinkPortKnowsItemsAndProjections() {
    only("dev.tailrace.sink", "dev.tailrace.sink", "dev.tailrace.projection", "dev.tailrace.item");
  }

  @Test
  void theCoreKnowsThePortsAlone() {
    only(
        "dev.tailrace.core",
        "dev.tailrace.core",
        "dev.tailrace.sink",
        "dev.tailrace.projection",
        "dev.tailrace.item");
  }

  @Test
  void whatIsPureHasNoClockRandomnessThreadOrFile() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.tailrace.item",
            "dev.tailrace.projection",
            "dev.tailrace.transform",
            "dev.tailrace.sink",
            "dev.tailrace.lease",
            "dev.tailrace.core")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io", "java.nio.file..", "java.net..", "java.sql..", "java.util.concurrent..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .because("the protocol runs under a seed")
        .check(ALL);
  }

  @Test
  void sinksKnowNeitherBackfillNorDaemon() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.tailrace.sink..", "dev.tailrace.projection", "dev.tailrace.item")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tailrace.backfill", "dev.tailrace.core", "dev.tailrace.stream", "dev.tailrace.app")
        .check(ALL);
  }

  @Test
  void transformsKnowItemsAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.tailrace.transform")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tailrace.projection", "dev.tailrace.sink..", "dev.tailrace.core")
        .check(ALL);
  }

  @Test
  void aSinkKnowsNoOther() {
    for (String sink : List.of("duckdb", "postgres", "snowflake", "dynamodb", "stdout")) {
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.sink.sql")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tailrace.sink." + sink)
          .check(ALL);
      for (String other : List.of("duckdb", "postgres", "snowflake", "dynamodb", "stdout")) {
        if (!other.equals(sink)) {
          noClasses()
              .that()
              .resideInAPackage("dev.tailrace.sink." + sink)
              .should()
              .dependOnClassesThat()
              .resideInAPackage("dev.tailrace.sink." + other)
              .allowEmptyShould(true)
              .check(ALL);
        }
      }
    }
  }

  @Test
  void theBackfillDoesNotKnowTheDaemon() {
    noClasses()
        .that()
        .resideInAPackage("dev.tailrace.backfill")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tailrace.core", "dev.tailrace.stream", "dev.tailrace.app")
        .check(ALL);
  }

  @Test
  void nothingKnowsTheLocalAwsButTheDemo() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tailrace.local", "dev.tailrace.demo")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tailrace.local", "dev.tailrace.demo", "com.amazonaws.services.dynamodbv2..")
        .check(ALL);
  }

  private static void only(String of, String... known) {
    String[] allowed = new String[known.length + 3];
    System.arraycopy(known, 0, allowed, 0, known.length);
    allowed[known.length] = "java..";
    allowed[known.length + 1] = "org.jspecify..";
    allowed[known.length + 2] = "";
    classes()
        .that()
        .resideInAPackage(of)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(ALL);
  }
}
