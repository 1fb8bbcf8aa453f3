package dev.haul;

import dev.haul.download.OpenDownloads;
import dev.haul.fetch.ChunkQueue;
import dev.haul.health.Condition;
import dev.haul.health.Conditions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** What a health page, meters and traces see of the bundle. */
final class Observation {

  /** Micrometer is optional: without it there are no meters. */
  private static final String METERS = "io.micrometer.core.instrument.MeterRegistry";

  private Observation() {}

  /**
   * Adds health checks, traces if wanted, and meters if {@code context} has a registry of them.
   *
   * @return ends all of it, when Haul begins to stop: the next start has its own
   */
  static Runnable join(
      CamelContext context, Configuration keys, Map<String, Object> beans, List<String> doors) {
    List<Runnable> ends = new ArrayList<>();
    HealthCheckRegistry health = HealthCheckRegistry.get(context);
    if (health != null) {
      List<Condition> conditions = new ArrayList<>(conditions(keys, beans, doors));
      conditions.addAll(QueueBroker.conditions(context, keys));
      conditions.forEach(health::register);
      ends.add(() -> conditions.forEach(health::unregister));
    }
    ends.add(Tracing.join(context, keys, (OpenDownloads) bean(beans, "haulDownloads")));
    if (context.getClassResolver().resolveClass(METERS) != null) {
      ends.add(Metering.join(context, keys, beans));
    }
    return () -> ends.forEach(Runnable::run);
  }

  private static List<Condition> conditions(
      Configuration keys, Map<String, Object> beans, List<String> doors) {
    Path downloads = keys.path("haul.downloads");
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        Conditions.consumers(
            (ChunkQueue) bean(beans, "haulChunkQueue"),
            keys.number("haul.fetch.consumers", 1, 256)));
    conditions.add(Conditions.downloads(downloads));
    conditions.add(Conditions.disk((OpenDownloads) bean(beans, "haulDownloads"), downloads));
    if (doors.contains("intake-folder")) {
      conditions.add(Conditions.inbox(keys.path("haul.inbox")));
    }
    return conditions;
  }

  static Object bean(Map<String, Object> beans, String name) {
    return Objects.requireNonNull(beans.get(name), name);
  }
}
