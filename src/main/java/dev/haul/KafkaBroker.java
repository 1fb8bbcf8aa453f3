package dev.haul;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka: a component of Haul's own, so that a host's stays as it is. */
final class KafkaBroker {

  /** Longest wait for records, which a stop has to wait for. */
  private static final long POLL_MILLIS = 500;

  /** Longest wait for the consumer's end. */
  private static final int STOP_MILLIS = 1500;

  /** Between two tries to reach a broker that is away; each is a line in the log. */
  private static final int RECONNECT_MILLIS = 10_000;

  private KafkaBroker() {}

  static KafkaComponent component(QueueBroker.Login login, Configuration keys) {
    KafkaConfiguration settings = new KafkaConfiguration();
    settings.setBrokers(login.url());
    settings.setKeyDeserializer(ByteArrayDeserializer.class.getName());
    settings.setValueDeserializer(ByteArrayDeserializer.class.getName());
    settings.setPollTimeoutMs(POLL_MILLIS);
    settings.setShutdownTimeout(STOP_MILLIS);
    settings.setReconnectBackoffMaxMs(RECONNECT_MILLIS);
    settings.setHeaderFilterStrategy(new OwnHeaders("haul"));
    settings.setAdditionalProperties(ofClient(keys));
    KafkaComponent component = new KafkaComponent();
    component.setConfiguration(settings);
    return component;
  }

  /** What the user has in the file that Kafka's own tools take as {@code --command-config}. */
  private static Map<String, Object> ofClient(Configuration keys) {
    Properties properties = new Properties();
    if (keys.isSet("haul.queue.client-config")) {
      Path file = keys.path("haul.queue.client-config");
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      } catch (IOException | IllegalArgumentException e) {
        throw new InvalidConfiguration("haul.queue.client-config: cannot read " + file + ": " + e);
      }
    }
    Map<String, Object> all = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
    return all;
  }
}
