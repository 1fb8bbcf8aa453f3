package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The routes are what people read and change, so they keep to a form. */
class RouteFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_LINES = 60;

  /** Large: read once. */
  private static final JsonSchema SCHEMA = schema();

  /** Words of the DSL that stand where a step stands, and are none. */
  private static final Set<String> NO_STEPS = Set.of("when", "otherwise");

  private static JsonSchema schema() {
    try (InputStream in = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      return files.sorted().toList();
    }
  }

  private static JsonNode read(Path file) throws Exception {
    return JSON.valueToTree(
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
  }

  private static List<JsonNode> routes(JsonNode file) {
    return file.findValues("route");
  }

  @ParameterizedTest
  @MethodSource("files")
  void keepsToTheSchema(Path file) throws Exception {
    assertThat(SCHEMA.validate(read(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void routesAreNamedAndDescribed(Path file) throws Exception {
    assertThat(file.getFileName().toString()).matches("[a-z-]+\\.camel\\.yaml");
    for (JsonNode route : routes(read(file))) {
      assertThat(route.path("id").asText()).matches("haul-[a-z-]+");
      assertThat(route.path("description").asText()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void routesAreShort(Path file) throws Exception {
    String text = Files.readString(file);
    for (String entry : text.split("(?m)^- ")) {
      if (entry.startsWith("route:")) {
        assertThat(entry.lines().filter(line -> !line.isBlank()).count())
            .as(entry.lines().skip(1).findFirst().orElse(""))
            .isLessThanOrEqualTo(MOST_LINES);
      }
    }
    for (JsonNode route : routes(read(file))) {
      assertThat(route.findValues("choice")).as(route.path("id").asText()).hasSizeLessThan(2);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void containsNoScripts(Path file) throws Exception {
    for (String word :
        new String[] {"script", "groovy", "js", "java", "python", "mvel", "ognl", "spel", "joor"}) {
      assertThat(read(file).findValues(word)).as(word).isEmpty();
    }
  }

  @Test
  void everyStepHasAnIdOfItsOwn() throws Exception {
    List<String> ids = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode steps : read(file).findValues("steps")) {
        collect(steps, ids);
      }
    }
    assertThat(ids).allSatisfy(id -> assertThat(id).matches("[a-z][a-z-]+"));
    assertThat(ids.stream().distinct().toList()).hasSizeGreaterThan(50);
    assertThat(ids).doesNotHaveDuplicates();
  }

  private static void collect(JsonNode steps, List<String> ids) {
    for (JsonNode step : steps) {
      step.fields()
          .forEachRemaining(
              entry -> {
                if (!NO_STEPS.contains(entry.getKey())) {
                  ids.add(entry.getValue().path("id").asText());
                }
                for (JsonNode inner : entry.getValue().findValues("steps")) {
                  collect(inner, ids);
                }
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "artemis, tcp://127.0.0.1:1, proven, intake-kafka.camel.yaml",
    "kafka, 127.0.0.1:1, stored, intake-queue.camel.yaml"
  })
  void loadInCamelMain(
      String broker, String url, String acknowledge, String absent, @TempDir Path folder)
      throws Exception {
    Configuration keys =
        Configuration.of(
            Map.of(
                "haul.downloads",
                folder.resolve("downloads").toString(),
                "haul.inbox",
                folder.resolve("inbox").toString(),
                "haul.http.port",
                "0",
                "haul.queue.broker",
                broker,
                "haul.queue.url",
                url,
                "haul.queue.acknowledge",
                acknowledge,
                "haul.events.to",
                "file:" + folder.resolve("events")));
    Main main = new Main();
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void afterConfigure(BaseMainSupport starting) {
            try {
              var context = starting.getCamelContext();
              HaulBundle bundle = HaulBundle.install(context, keys, ServeCommand.doors(keys));
              Site.start(context, keys, bundle.beans());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        });
    try {
      main.start();
      List<String> declared = new ArrayList<>();
      for (Path file : files()) {
        if (!file.endsWith(absent)) {
          routes(read(file)).forEach(route -> declared.add(route.path("id").asText()));
        }
      }
      assertThat(main.getCamelContext().getRoutes())
          .extracting(Route::getId)
          .containsExactlyInAnyOrderElementsOf(declared);
      assertThat(main.getCamelContext().getRouteController().hasUnhealthyRoutes()).isFalse();
    } finally {
      main.stop();
    }
  }
}
