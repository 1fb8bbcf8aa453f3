package dev.haul.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** What is generated fits what it was generated from, and docs/component.md has it all. */
class ComponentDocsTest {

  /** Camel's own, which every endpoint has. */
  private static final Set<String> INHERITED =
      Set.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer");

  private static final Set<String> INHERITED_BY_COMPONENT =
      Set.of("bridgeErrorHandler", "lazyStartProducer", "autowiredEnabled");

  private static JsonNode docs() throws Exception {
    try (InputStream in =
        ComponentDocsTest.class.getResourceAsStream("/META-INF/dev/haul/component/haul.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static Set<String> names(JsonNode node, Set<String> but) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeAll(but);
    return names;
  }

  private static List<Field> options() {
    return Arrays.stream(HaulEndpoint.class.getDeclaredFields())
        .filter(
            field ->
                field.isAnnotationPresent(UriParam.class)
                    || field.isAnnotationPresent(UriPath.class))
        .toList();
  }

  @Test
  void everyOptionIsThereWithItsDescription() throws Exception {
    JsonNode properties = docs().path("properties");
    assertThat(names(properties, INHERITED))
        .isEqualTo(
            options().stream().map(Field::getName).collect(Collectors.toCollection(TreeSet::new)));
    for (Field option : options()) {
      JsonNode docs = properties.path(option.getName());
      UriParam param = option.getAnnotation(UriParam.class);
      String description =
          param != null ? param.description() : option.getAnnotation(UriPath.class).description();
      assertThat(docs.path("description").asText()).isEqualTo(description);
      assertThat(docs.path("javaType").asText()).isEqualTo(option.getType().getName());
      assertThat(docs.path("defaultValue").asText())
          .isEqualTo(param == null ? "" : param.defaultValue());
    }
  }

  @Test
  void everyOptionOfTheComponentIsThere() throws Exception {
    Set<String> declared =
        Arrays.stream(HaulComponent.class.getDeclaredFields())
            .filter(field -> field.isAnnotationPresent(Metadata.class))
            .map(Field::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names(docs().path("componentProperties"), INHERITED_BY_COMPONENT))
        .isEqualTo(declared);
  }

  @Test
  void pageNamesEveryOption() throws Exception {
    String page = Files.readString(Path.of("docs/component.md"));
    for (String name : names(docs().path("properties"), INHERITED)) {
      assertThat(page).contains("`" + name + "`");
    }
    for (String name : names(docs().path("componentProperties"), INHERITED_BY_COMPONENT)) {
      assertThat(page).contains("`" + name + "`");
    }
  }

  @Test
  void catalogOfCamelFindsThem() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.start();
      assertThat(
              context
                  .getCamelContextExtension()
                  .getEndpointUriFactory("haul")
                  .buildUri(
                      "haul", new java.util.HashMap<>(java.util.Map.of("operation", "get")), true))
          .isEqualTo("haul:get");
    }
  }
}
