package dev.haul.spring;

import dev.haul.Configuration;
import dev.haul.HaulBundle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Puts Haul into the Camel context of a Spring Boot application, with the {@code haul.*} properties
 * of that. {@code camel.component.haul.enabled=false} keeps it out.
 */
@AutoConfiguration
@ConditionalOnClass(CamelContextConfiguration.class)
@ConditionalOnProperty(name = "camel.component.haul.enabled", matchIfMissing = true)
public class HaulAutoConfiguration {

  /** The keys as the application has them; a bean of its own goes first. */
  @Bean
  @ConditionalOnMissingBean
  Configuration haulConfiguration(Environment environment) {
    Map<String, String> found = new TreeMap<>();
    for (String key : Configuration.of(Map.of()).all().keySet()) {
      String value = environment.getProperty(key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return Configuration.of(found);
  }

  /** Installs Haul before the context starts, unless it is there already. */
  @Bean
  CamelContextConfiguration haulInstallation(Configuration configuration) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        try {
          if (HaulBundle.of(context) == null) {
            HaulBundle.install(context, configuration, List.of());
          }
        } catch (RuntimeException wrong) {
          throw wrong;
        } catch (Exception broken) {
          throw new IllegalStateException("Haul cannot be installed", broken);
        }
      }

      @Override
      public void afterApplicationStart(CamelContext context) {}
    };
  }
}
