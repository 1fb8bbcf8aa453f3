package dev.haul;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Route;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.jms.support.converter.MessageConverter;
import org.springframework.jms.support.destination.DynamicDestinationResolver;

/**
 * Brokers that are reached by JMS: a component of Haul's own, so that a host's stay as they are.
 */
final class JmsBroker {

  /** Between two tries to reach a broker that is away. */
  private static final long RECOVERY_MILLIS = 2000;

  private JmsBroker() {}

  static JmsComponent component(
      QueueBroker.Kind kind, QueueBroker.Login login, Configuration keys) {
    boolean transacted = keys.flag("haul.queue.transacted");
    JmsConfiguration settings = new JmsConfiguration();
    // In a local transaction, or by hand: either way only when the route has ended.
    settings.setTransacted(transacted);
    settings.setLazyCreateTransactionManager(false);
    settings.setAcknowledgementModeName(transacted ? "SESSION_TRANSACTED" : "CLIENT_ACKNOWLEDGE");
    settings.setCacheLevelName("CACHE_CONSUMER");
    settings.setRecoveryInterval(RECOVERY_MILLIS);
    settings.setMessageConverter(new TextOnly());
    settings.setDestinationResolver(new Names(keys));
    // The route says what went wrong, once and without a trace.
    settings.setErrorHandlerLoggingLevel(LoggingLevel.DEBUG);
    settings.setErrorHandlerLogStackTrace(false);
    JmsComponent component =
        kind == QueueBroker.Kind.ARTEMIS
            ? Artemis.component(login, settings)
            : Amqp.component(login, settings);
    component.setConfiguration(settings);
    component.setHeaderFilterStrategy(new OwnHeaders("haul", "JMS"));
    return component;
  }

  /** What keeps requests from coming, in a sentence, or null. */
  static @Nullable String trouble(CamelContext context) {
    Route route = context.getRoute("haul-intake-queue");
    try {
      return route != null
              && route.getConsumer() instanceof JmsConsumer consumer
              && consumer.getListenerContainer() instanceof DefaultMessageListenerContainer one
              && one.isRecovering()
          ? "the message broker cannot be reached"
          : null;
    } catch (Exception e) {
      return "the message broker cannot be asked for requests";
    }
  }

  /** Apart, so that each client is only looked for when it is used. */
  private static final class Artemis {

    static JmsComponent component(QueueBroker.Login login, JmsConfiguration settings) {
      ActiveMQConnectionFactory factory =
          new ActiveMQConnectionFactory(login.url(), login.user(), login.password());
      // A message that waits here for its turn would be kept from others that are idle.
      factory.setConsumerWindowSize(0);
      settings.setConnectionFactory(factory);
      return new JmsComponent();
    }
  }

  /** Apart, so that each client is only looked for when it is used. */
  private static final class Amqp {

    /**
     * For a broker that gave up a session to say so for each of its consumers, one after another;
     * the client's own 60 s would keep 32 of them away for half an hour.
     */
    private static final long CLOSE_MILLIS = 1000;

    static JmsComponent component(QueueBroker.Login login, JmsConfiguration settings) {
      JmsConnectionFactory factory =
          new JmsConnectionFactory(login.user(), login.password(), login.url());
      if (!login.url().contains("jms.prefetchPolicy.")) {
        JmsDefaultPrefetchPolicy none = new JmsDefaultPrefetchPolicy();
        none.setAll(0);
        factory.setPrefetchPolicy(none);
      }
      if (!login.url().contains("jms.closeTimeout")) {
        factory.setCloseTimeout(CLOSE_MILLIS);
      }
      settings.setConnectionFactory(factory);
      return new AMQPComponent();
    }
  }

  /** Text comes in and goes out; nothing else is looked into, and no object is ever made of it. */
  private static final class TextOnly implements MessageConverter {

    @Override
    public Message toMessage(Object text, Session session) throws JMSException {
      return session.createTextMessage(text.toString());
    }

    @Override
    public @Nullable Object fromMessage(Message message) throws JMSException {
      if (message instanceof TextMessage text) {
        return text.getText();
      }
      if (message instanceof BytesMessage bytes) {
        byte[] content = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(content);
        return content;
      }
      return null;
    }
  }

  /** Camel takes a slash from the beginning of a name, with which those of RabbitMQ begin. */
  private static final class Names extends DynamicDestinationResolver {

    private final Map<String, String> names;

    Names(Configuration keys) {
      names =
          Stream.of("haul.queue.requests", "haul.queue.receipts", "haul.queue.failures")
              .map(keys::text)
              .collect(
                  Collectors.toMap(
                      name -> name.replaceFirst("^/+", ""), name -> name, (a, b) -> a));
    }

    @Override
    public Destination resolveDestinationName(@Nullable Session session, String name, boolean topic)
        throws JMSException {
      return super.resolveDestinationName(session, names.getOrDefault(name, name), topic);
    }
  }
}
