package dev.haul;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The direction: {@code dev.haul.component} → {@code dev.haul} → stages → {@code
 * dev.haul.download}.
 */
class ArchitectureTest {

  private static final String[] STAGES = {
    "intake", "plan", "fetch", "finish", "events", "terminal", "web"
  };

  /** Everything else is plain Java that a test calls with new. */
  private static final Set<String> KNOW_CAMEL =
      Set.of(
          "dev.haul.CamelEngine",
          "dev.haul.EventSink",
          "dev.haul.HaulBundle",
          "dev.haul.HaulKeys",
          "dev.haul.JmsBroker",
          "dev.haul.KafkaBroker",
          "dev.haul.OwnHeaders",
          "dev.haul.QueueBroker",
          "dev.haul.component.EventsConsumer",
          "dev.haul.component.GetProducer",
          "dev.haul.component.HaulComponent",
          "dev.haul.component.HaulComponentConfigurer",
          "dev.haul.component.HaulEndpoint",
          "dev.haul.component.HaulEndpointConfigurer",
          "dev.haul.component.HaulEndpointUriFactory",
          "dev.haul.component.HaulHeaders",
          "dev.haul.component.ReceiptConverters",
          "dev.haul.spring.HaulAutoConfiguration",
          "dev.haul.Metering",
          "dev.haul.Observation",
          "dev.haul.Probes",
          "dev.haul.Tracing",
          "dev.haul.fetch.ChunkQueue",
          "dev.haul.fetch.HttpClients",
          "dev.haul.finish.TallyAggregation",
          "dev.haul.intake.Inbox",
          "dev.haul.intake.InboxOwner",
          "dev.haul.intake.QueueDoor",
          "dev.haul.intake.RecordDoor",
          "dev.haul.health.Condition",
          "dev.haul.health.Report",
          "dev.haul.intake.Lists",
          "dev.haul.metrics.RouteMeters",
          "dev.haul.Site",
          "dev.haul.web.Replies",
          "dev.haul.web.WebServer");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages("dev.haul");

  @Test
  void stagesDoNotKnowEachOther() {
    for (String stage : STAGES) {
      for (String other : STAGES) {
        if (!stage.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage("dev.haul." + stage + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("dev.haul." + other + "..")
              .check(CLASSES);
        }
      }
    }
  }

  @Test
  void stagesDoNotKnowTheProgram() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.haul.*..")
        .and()
        .resideOutsideOfPackages("dev.haul.component..", "dev.haul.spring..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.haul")
        .check(CLASSES);
  }

  @Test
  void vocabularyKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage("dev.haul.download")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.haul",
            "dev.haul.intake..",
            "dev.haul.plan..",
            "dev.haul.fetch..",
            "dev.haul.finish..",
            "dev.haul.events..",
            "dev.haul.terminal..",
            "dev.haul.web..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.haul.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void fewClassesKnowCamel() {
    Set<String> found =
        CLASSES.stream()
            .filter(ArchitectureTest::usesCamel)
            .map(ArchitectureTest::outermost)
            .collect(Collectors.toSet());
    assertThat(found).containsExactlyInAnyOrderElementsOf(KNOW_CAMEL);
  }

  private static boolean usesCamel(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(
            dependency ->
                dependency.getTargetClass().getPackageName().startsWith("org.apache.camel"));
  }

  private static String outermost(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  @Test
  void namesSaySomething() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Helper|Manager|Impl|Service|Common)[^.]*")
        .check(CLASSES);
  }
}
