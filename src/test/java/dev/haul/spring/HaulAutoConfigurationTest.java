package dev.haul.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Haul in a real Spring Boot application. */
@Timeout(60)
class HaulAutoConfigurationTest {

  private static final Content CONTENT = Content.of(7, 300_000);

  @TempDir private Path folder;

  /** Somebody's application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    RouteBuilder hostRoutes() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          from("direct:host").routeId("host").to("haul:get?dir=in");
        }
      };
    }
  }

  private static ConfigurableApplicationContext start(String... properties) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setBannerMode(org.springframework.boot.Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    String[] arguments = new String[properties.length];
    for (int i = 0; i < properties.length; i++) {
      arguments[i] = "--" + properties[i];
    }
    return application.run(arguments);
  }

  @Test
  void applicationHasHaulWithItsOwnProperties() {
    try (Origin origin = Origin.start();
        var application = start("haul.downloads=" + folder)) {
      CamelContext context = application.getBean(CamelContext.class);
      String url = origin.serve("/file.bin", CONTENT);
      var template = context.createProducerTemplate();

      Receipt receipt = template.requestBody("direct:host", url, Receipt.class);
      Receipt direct = template.requestBody("direct:haul", url, Receipt.class);

      assertThat(Path.of(receipt.file().path())).isEqualTo(folder.resolve("in/file.bin"));
      assertThat(direct.outcome()).isEqualTo(Outcome.PROVEN);
    }
  }

  @Test
  void componentFindsThePropertiesAlsoWithoutTheAutoConfiguration() {
    try (Origin origin = Origin.start();
        var application = start("camel.component.haul.enabled=false", "haul.downloads=" + folder)) {
      CamelContext context = application.getBean(CamelContext.class);
      assertThat(application.getBeanNamesForType(dev.haul.Configuration.class)).isEmpty();

      Receipt receipt =
          context
              .createProducerTemplate()
              .requestBody("direct:host", origin.serve("/file.bin", CONTENT), Receipt.class);

      assertThat(Path.of(receipt.file().path())).isEqualTo(folder.resolve("in/file.bin"));
    }
  }

  @Test
  void wrongValueEndsTheStartWithASentence() {
    assertThatThrownBy(() -> start("haul.fetch.consumers=many"))
        .hasStackTraceContaining("haul.fetch.consumers: expected a whole number from 1 to 256");
  }
}
