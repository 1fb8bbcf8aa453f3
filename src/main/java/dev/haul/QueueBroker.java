package dev.haul;

import dev.haul.health.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The broker of {@code haul.queue.*}. The clients of brokers are not part of Haul: only the one
 * that is configured has to be on the class path.
 */
final class QueueBroker {

  /** What {@code haul.queue.broker} may be. */
  enum Kind {
    NONE,
    ARTEMIS,
    AMQP,
    KAFKA
  }

  /** What {@code haul.queue.acknowledge} may be. */
  private enum Acknowledge {
    PROVEN,
    STORED
  }

  /**
   * How to reach the broker.
   *
   * @param user null when Haul does not say who it is
   */
  record Login(String url, @Nullable String user, @Nullable String password) {}

  private QueueBroker() {}

  static Kind kind(Configuration keys) {
    return keys.choice("haul.queue.broker", Kind.class);
  }

  /** The route files of the configured broker, often none. */
  static List<String> doors(Configuration keys) {
    return switch (kind(keys)) {
      case NONE -> List.of();
      case ARTEMIS, AMQP -> List.of("intake-queue");
      case KAFKA -> List.of("intake-kafka");
    };
  }

  /**
   * Gives {@code context} the component {@code haul-broker}, if a broker is configured.
   *
   * @throws InvalidConfiguration when the broker cannot be used as it is configured
   */
  static void open(CamelContext context, Configuration keys) {
    Kind kind = kind(keys);
    // Read by the routes; a wrong value is to be said at once and in Haul's words.
    Acknowledge acknowledge = keys.choice("haul.queue.acknowledge", Acknowledge.class);
    keys.number("haul.queue.consumers", 1, 256);
    if (kind == Kind.NONE) {
      return;
    }
    if (kind == Kind.KAFKA) {
      expectUsableByKafka(keys, acknowledge);
    }
    try {
      Login login = login(keys);
      context.addComponent(
          "haul-broker",
          kind == Kind.KAFKA
              ? KafkaBroker.component(login, keys)
              : JmsBroker.component(kind, login, keys));
    } catch (NoClassDefFoundError absent) {
      throw new InvalidConfiguration(
          "haul.queue.broker is "
              + keys.text("haul.queue.broker")
              + ", and its client is not on the class path: start Haul with ./haul serve, or add"
              + " the dependencies of the profile of that name in Haul's pom.xml ("
              + absent.getMessage()
              + ")");
    }
  }

  /** What has to be so for requests to come; of Kafka, Camel itself tells. */
  static List<Condition> conditions(CamelContext context, Configuration keys) {
    return doors(keys).contains("intake-queue")
        ? List.of(Condition.ofWork("haul-broker", () -> JmsBroker.trouble(context)))
        : List.of();
  }

  private static void expectUsableByKafka(Configuration keys, Acknowledge acknowledge) {
    if (acknowledge != Acknowledge.STORED) {
      throw new InvalidConfiguration(
          "haul.queue.broker is kafka, and haul.queue.acknowledge is proven: a consumer that waits"
              + " for a download is thrown out of its group, so set haul.queue.acknowledge=stored");
    }
    if (keys.isSet("haul.queue.user")) {
      throw new InvalidConfiguration(
          "haul.queue.user is set, and haul.queue.broker is kafka: put the login into the file of"
              + " haul.queue.client-config, as for Kafka's own tools");
    }
  }

  private static Login login(Configuration keys) {
    if (!keys.isSet("haul.queue.url")) {
      throw new InvalidConfiguration(
          "haul.queue.broker is "
              + keys.text("haul.queue.broker")
              + ", and haul.queue.url is not set");
    }
    String user = keys.text("haul.queue.user");
    String password = password(keys);
    return new Login(
        keys.text("haul.queue.url"),
        user.isEmpty() ? null : user,
        user.isEmpty() ? null : password);
  }

  private static String password(Configuration keys) {
    if (!keys.isSet("haul.queue.password-file")) {
      return keys.text("haul.queue.password");
    }
    Path file = keys.path("haul.queue.password-file");
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new InvalidConfiguration("haul.queue.password-file: cannot read " + file + ": " + e);
    }
  }
}
