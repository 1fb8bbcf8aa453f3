package dev.haul.intake;

import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code intake-queue}, in the order of a message's life there. */
public final class QueueDoor {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDoor.class);

  /** How long a message stays with a process that cannot do it, so that it does not spin. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Problems of this process or its disk: another one may have none. */
  private static final Set<String> OWN_PROBLEMS =
      Set.of(
          "urn:haul:problem:in-use",
          "urn:haul:problem:disk-full",
          "urn:haul:problem:disk-trouble",
          "urn:haul:problem:stopping");

  /** Header of an answer: where who asked wants it. Not sent. */
  private static final String REPLY = "replyTo";

  private final RequestReader reader = new RequestReader();
  private final QueueAnswers answers;
  private final Path inbox;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param receipts name of the queue for what succeeded
   * @param failures name of the queue for what brought no file
   * @param inbox where requests are put that are to be acknowledged at once
   */
  public QueueDoor(String receipts, String failures, Path inbox, Receipt.Producer producer) {
    answers = new QueueAnswers(receipts, failures, producer);
    this.inbox = inbox;
  }

  /** Takes what is needed of the message, so that all of its headers can be dropped. */
  public Object take(Exchange exchange) {
    Message message = exchange.getMessage();
    String id = message.getHeader("JMSMessageID", String.class);
    String correlation = message.getHeader("JMSCorrelationID", String.class);
    Object body = message.getBody();
    byte[] content =
        body instanceof byte[] bytes
            ? bytes
            : body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
    // Without a name of its own, a message can only be known again by its request's id.
    String name = id == null ? "message-" + exchange.getExchangeId() : id;
    return new QueueMessage(
        name,
        correlation == null ? name : correlation,
        message.getHeader("JMSReplyTo"),
        content,
        Instant.now());
  }

  public Batch read(QueueMessage message) throws Unreadable {
    return reader.readMessage(message.id(), contentOf(message), message.receivedAt());
  }

  private static byte[] contentOf(QueueMessage message) throws Unreadable {
    byte[] content = message.content();
    if (content == null) {
      throw new Unreadable("expected a text message with JSON or URLs, was another kind");
    }
    return content;
  }

  /**
   * The messages that end the job.
   *
   * @param outcome a {@link Receipt} or a {@link ListResult}
   * @throws LaterElsewhere when this process could not do it, and another one may
   */
  public List<Message> answer(Exchange exchange, QueueMessage message, Object outcome)
      throws IOException, LaterElsewhere {
    Problem error = outcome instanceof Receipt receipt ? receipt.error() : null;
    if (error != null && OWN_PROBLEMS.contains(error.type())) {
      throw new LaterElsewhere(error.detail());
    }
    return messages(exchange, answers.to(message, outcome));
  }

  /** The messages that end a job nobody can read. */
  public List<Message> refuse(Exchange exchange, QueueMessage message, Unreadable reason)
      throws IOException {
    LOG.warn("{}: {}", message.id(), reason.getMessage());
    return messages(exchange, answers.to(message, reason));
  }

  private static List<Message> messages(Exchange exchange, List<QueueAnswers.Answer> all) {
    List<Message> messages = new ArrayList<>();
    for (QueueAnswers.Answer answer : all) {
      messages.add(message(exchange, answer));
    }
    return messages;
  }

  private static Message message(Exchange exchange, QueueAnswers.Answer answer) {
    Message message = new DefaultMessage(exchange);
    message.setBody(answer.text());
    Map<String, Object> headers = new HashMap<>(answer.properties());
    headers.put("JMSCorrelationID", answer.correlation());
    if (answer.to() instanceof String) {
      headers.put("CamelJmsDestinationName", answer.to());
    } else {
      headers.put("CamelJmsDestination", answer.to());
      headers.put(REPLY, answer.to()); // Camel takes the other one when it sends.
    }
    message.setHeaders(headers);
    return message;
  }

  /**
   * Whoever asked does not wait any more: the receipt goes where those go that nobody waits for.
   */
  public void redirect(Exchange exchange, Exception reason) throws Exception {
    Message message = exchange.getMessage();
    Object gone = message.removeHeader(REPLY);
    if (gone == null) {
      throw reason;
    }
    LOG.warn("no answer to {}: {}; it goes to the receipts queue", gone, reason.toString());
    message.setHeader("CamelJmsDestinationName", answers.receipts());
  }

  /** Keeps the message from coming back at once; a stop ends the wait. */
  public void pause(QueueMessage message, Exception reason) throws InterruptedException {
    LOG.warn("{} goes back to its queue: {}", message.id(), Objects.toString(reason.getMessage()));
    stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Puts the request into the inbox, under a name that the same message always gets. */
  public void store(QueueMessage message) throws Unreadable, IOException {
    byte[] content = contentOf(message);
    Batch batch = read(message);
    String text = new String(content, StandardCharsets.UTF_8);
    String name =
        RequestReader.id(message.id(), content)
            + (text.stripLeading().startsWith("{") ? ".json" : ".txt");
    if (!isKnown(name)) {
      Files.createDirectories(inbox);
      DurableFile.write(inbox.resolve(name), out -> out.write(text));
      LOG.info("{}: {} downloads are in the inbox", message.id(), batch.requests().size());
    }
  }

  /** Whether an earlier delivery of the same message was stored, and only not acknowledged. */
  private boolean isKnown(String name) {
    return Files.exists(inbox.resolve(name))
        || Files.exists(inbox.resolve("done").resolve(name))
        || Files.exists(inbox.resolve("failed").resolve(name));
  }

  /** Ends all waiting. */
  public void stop() {
    stopping.countDown();
  }
}
