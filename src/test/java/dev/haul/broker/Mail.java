package dev.haul.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Somebody who sends requests and reads receipts; not for several threads. */
public final class Mail implements AutoCloseable {

  private final Connection connection;
  private final Session session;

  public Mail(String url) throws JMSException {
    connection = new ActiveMQConnectionFactory(url).createConnection();
    connection.start();
    session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
  }

  /** What is done to a message before it is sent. */
  public interface Change {
    void to(Message message) throws JMSException;
  }

  /** Sends {@code text}; returns the id the broker knows it by. */
  public String send(String queue, String text) throws JMSException {
    return send(queue, session.createTextMessage(text), message -> {});
  }

  public String send(String queue, String text, Change change) throws JMSException {
    return send(queue, session.createTextMessage(text), change);
  }

  public String sendBytes(String queue, String text) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return send(queue, message, unchanged -> {});
  }

  public String sendMap(String queue) throws JMSException {
    return send(queue, session.createMapMessage(), unchanged -> {});
  }

  private String send(String queue, Message message, Change change) throws JMSException {
    change.to(message);
    try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
      producer.setDeliveryMode(DeliveryMode.PERSISTENT);
      producer.send(message);
      return message.getJMSMessageID();
    }
  }

  public Queue temporaryQueue() throws JMSException {
    return session.createTemporaryQueue();
  }

  /** The next message of {@code queue}, or null when none comes in time. */
  public TextMessage receive(String queue, Duration patience) throws JMSException {
    return receive(session.createQueue(queue), patience);
  }

  public TextMessage receive(Queue queue, Duration patience) throws JMSException {
    try (MessageConsumer consumer = session.createConsumer(queue)) {
      return (TextMessage) consumer.receive(patience.toMillis());
    }
  }

  @Override
  public void close() throws JMSException {
    connection.close();
  }
}
