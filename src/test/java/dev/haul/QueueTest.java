package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.broker.Broker;
import dev.haul.broker.Mail;
import dev.haul.download.Door;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests from a queue of a real broker, over TCP. */
@Timeout(60)
class QueueTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Content CONTENT = Content.of(11, 300_000);
  private static final String REQUESTS = "haul.requests";
  private static final String RECEIPTS = "haul.receipts";
  private static final String FAILURES = "haul.failures";

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private Broker broker;
  private Mail mail;

  @BeforeEach
  void startBroker() throws Exception {
    broker = Broker.start(folder.resolve("broker"));
    mail = new Mail(broker.url());
  }

  @AfterEach
  void stopAll() throws Exception {
    mail.close();
    broker.close();
    origin.close();
  }

  private HaulFixture haul(String... more) throws Exception {
    List<String> keys =
        new ArrayList<>(List.of("haul.queue.broker", "artemis", "haul.queue.url", broker.url()));
    keys.addAll(List.of(more));
    return HaulFixture.start(folder, List.of("intake-queue"), keys.toArray(String[]::new));
  }

  private TextMessage next(String queue) throws Exception {
    TextMessage message = mail.receive(queue, PATIENCE);
    assertThat(message).as("a message in " + queue).isNotNull();
    return message;
  }

  private static Receipt receipt(TextMessage message) throws Exception {
    return ReceiptJson.read(message.getText());
  }

  private String request(String id, String url) {
    return "{\"id\":\"" + id + "\",\"url\":\"" + url + "\"}";
  }

  private List<String> files() {
    return Aftermath.filesButReceipts(folder.resolve("downloads"));
  }

  private void assertQueueIsEmpty() {
    await().untilAsserted(() -> assertThat(broker.messages(REQUESTS)).isZero());
  }

  @Test
  void urlInMessageBringsFileAndReceipt() throws Exception {
    String id = mail.send(REQUESTS, origin.serve("/a.bin", CONTENT));
    try (HaulFixture haul = haul()) {
      TextMessage answer = next(RECEIPTS);
      assertThat(answer.getJMSCorrelationID()).isEqualTo(id);
      assertThat(answer.getStringProperty("haulOutcome")).isEqualTo("proven");
      Aftermath.assertArrived(receipt(answer), CONTENT);
      assertThat(receipt(answer).request().door()).isEqualTo(Door.QUEUE);
      assertThat(receipt(answer).request().reference()).startsWith(id);
      assertQueueIsEmpty();
      Aftermath.assertNothingLeft(haul);
    }
  }

  @Test
  void jsonInBytesIsReadToo() throws Exception {
    mail.sendBytes(REQUESTS, request("job-1", origin.serve("/a.bin", CONTENT)));
    try (HaulFixture haul = haul()) {
      Receipt receipt = receipt(next(RECEIPTS));
      Aftermath.assertArrived(receipt, CONTENT);
      assertThat(receipt.id()).isEqualTo("job-1");
    }
  }

  @Test
  void replyGoesToWhoAskedForIt() throws Exception {
    Queue mine = mail.temporaryQueue();
    String url = origin.serve("/a.bin", CONTENT);
    mail.send(
        REQUESTS,
        url,
        message -> {
          message.setJMSReplyTo(mine);
          message.setJMSCorrelationID("case 4711");
        });
    try (HaulFixture haul = haul()) {
      TextMessage answer = mail.receive(mine, PATIENCE);
      assertThat(answer).isNotNull();
      assertThat(answer.getJMSCorrelationID()).isEqualTo("case 4711");
      Aftermath.assertArrived(receipt(answer), CONTENT);
      assertQueueIsEmpty();
      assertThat(broker.messages(RECEIPTS)).isZero();
    }
  }

  @Test
  void replyNobodyWaitsForGoesToReceipts() throws Exception {
    mail.receive(RECEIPTS, Duration.ofMillis(1)); // now it exists
    try (Mail gone = new Mail(broker.url())) {
      Queue theirs = gone.temporaryQueue();
      gone.send(
          REQUESTS, origin.serve("/a.bin", CONTENT), message -> message.setJMSReplyTo(theirs));
    }
    broker.createNoMoreQueues();
    try (HaulFixture haul = haul()) {
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      assertQueueIsEmpty();
    }
  }

  @Test
  void listIsAnsweredAsOne() throws Exception {
    mail.send(
        REQUESTS,
        "{\"id\":\"nightly\",\"downloads\":[{\"url\":\""
            + origin.serve("/a.bin", CONTENT)
            + "\"},{\"url\":\""
            + origin.serve("/b.bin", CONTENT)
            + "\"}]}");
    try (HaulFixture haul = haul()) {
      TextMessage answer = next(RECEIPTS);
      assertThat(answer.getText()).startsWith("{\"schema\":\"haul/batch/1\",\"id\":\"nightly\"");
      assertThat(answer.getStringProperty("haulId")).isEqualTo("nightly");
      assertThat(files()).containsExactly("a.bin", "b.bin");
      assertQueueIsEmpty();
    }
  }

  @Test
  void manyMoreMessagesThanConsumersAllGetTheirReceipt() throws Exception {
    int jobs = 200;
    String url = origin.serve("/small.bin", Content.of(12, 1000));
    for (int i = 0; i < jobs; i++) {
      mail.send(REQUESTS, request("job-" + i, url));
    }
    Set<String> answered = new HashSet<>();
    try (HaulFixture haul = haul()) {
      for (int i = 0; i < jobs; i++) {
        answered.add(next(RECEIPTS).getStringProperty("haulId"));
      }
      assertThat(answered).hasSize(jobs);
      assertQueueIsEmpty();
    }
  }

  @Test
  void whatCannotBeHadGoesToFailuresWithReason() throws Exception {
    String text = request("gone", origin.serve("/gone.bin", CONTENT, Refusals.status(404)));
    mail.send(REQUESTS, text);
    try (HaulFixture haul = haul()) {
      TextMessage failure = next(FAILURES);
      Aftermath.assertFailed(receipt(failure), "not-found", false);
      assertThat(failure.getStringProperty("haulError")).isEqualTo("urn:haul:problem:not-found");
      assertThat(failure.getStringProperty("haulDetail")).contains("404");
      assertThat(failure.getStringProperty("haulRetryable")).isEqualTo("false");
      assertThat(failure.getStringProperty("haulRequest")).isEqualTo(text);
      assertQueueIsEmpty();
      assertThat(broker.messages(RECEIPTS)).isZero();
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void malformedMessagesGoToFailuresWithReason() throws Exception {
    mail.send(REQUESTS, "{\"urls\":[\"http://a.example/\"],\"nmae\":\"x\"}");
    mail.send(REQUESTS, "this is no URL");
    mail.send(REQUESTS, "");
    mail.sendMap(REQUESTS);
    try (HaulFixture haul = haul("haul.queue.consumers", "1")) {
      assertThat(next(FAILURES).getStringProperty("haulDetail")).contains("name");
      for (int i = 0; i < 3; i++) {
        TextMessage failure = next(FAILURES);
        Aftermath.assertFailed(receipt(failure), "unreadable-input", false);
      }
      assertQueueIsEmpty();
    }
  }

  @Test
  void propertiesOfMessagesDoNotComeIn() throws Exception {
    String url = origin.serve("/a.bin", CONTENT);
    String other = origin.serve("/other.bin", CONTENT);
    mail.send(
        REQUESTS,
        url,
        message -> {
          for (String name :
              List.of("CamelHttpUri", "camelhttpuri", "CAMELHttpUri", "cAmElHttpUri")) {
            message.setStringProperty(name, other);
          }
          message.setStringProperty("camelJmsDestinationName", "elsewhere");
          message.setStringProperty("CamelJmsDestinationName", "elsewhere");
          message.setStringProperty("CAMELBeanMethodName", "stop");
          message.setStringProperty("CamelFileName", "../../evil");
          message.setStringProperty("Content_HYPHEN_Type", "application/x-java-serialized-object");
        });
    try (HaulFixture haul = haul()) {
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      assertThat(origin.requests()).noneMatch(path -> path.toString().contains("other"));
      assertThat(files()).containsExactly("a.bin");
      assertThat(broker.messages("elsewhere")).isZero();
    }
  }

  @Test
  void sameIdGetsSameReceiptAndNoSecondDownload() throws Exception {
    String text = request("job-1", origin.serve("/a.bin", CONTENT));
    mail.send(REQUESTS, text);
    mail.send(REQUESTS, text);
    try (HaulFixture haul = haul()) {
      String first = next(RECEIPTS).getText();
      int asked = origin.requests().size();
      assertThat(next(RECEIPTS).getText()).isEqualTo(first);
      mail.send(REQUESTS, text);
      assertThat(next(RECEIPTS).getText()).isEqualTo(first);
      assertThat(origin.requests()).hasSize(asked);
      Files.delete(folder.resolve("downloads/a.bin")); // taken away by whoever wanted it
      mail.send(REQUESTS, text);
      assertThat(next(RECEIPTS).getText()).isEqualTo(first);
      assertThat(origin.requests()).hasSize(asked);
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void sameIdForAnotherFileIsAnError() throws Exception {
    try (HaulFixture haul = haul()) {
      mail.send(REQUESTS, request("job-1", origin.serve("/a.bin", CONTENT)));
      next(RECEIPTS);
      mail.send(REQUESTS, request("job-1", origin.serve("/b.bin", CONTENT)));
      assertThat(next(FAILURES).getStringProperty("haulDetail")).contains("job-1");
      assertThat(files()).containsExactly("a.bin");
    }
  }

  @Test
  void messageIsKeptUntilFileIsProven() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    mail.send(REQUESTS, origin.serve("/a.bin", CONTENT, Pace.holdAt(100_000, go)));
    try (HaulFixture haul = haul()) {
      await().until(() -> origin.openConnections("/a.bin") > 0);
      assertThat(broker.messages(REQUESTS)).isEqualTo(1);
      assertThat(broker.delivering(REQUESTS)).isEqualTo(1);
      go.complete(null);
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      assertQueueIsEmpty();
    }
  }

  @Test
  @Timeout(40) // Camel would wait for 45 seconds.
  void stopsInTimeWithEveryConsumerBusyAndGoesOnAtNextStart() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    for (int i = 0; i < 33; i++) {
      mail.send(REQUESTS, origin.serve("/" + i + ".bin", CONTENT, Pace.holdAt(100_000, go)));
    }
    try (HaulFixture haul = haul()) {
      await().until(() -> broker.delivering(REQUESTS) == 32);
      await().until(() -> origin.requests().size() >= 32);
      haul.context().stop();
    }
    assertThat(broker.messages(REQUESTS)).isEqualTo(33);
    assertThat(broker.messages(RECEIPTS)).isZero();
    assertThat(broker.messages(FAILURES)).isZero();
    go.complete(null);
    try (HaulFixture haul = haul()) {
      for (int i = 0; i < 33; i++) {
        Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      }
      assertQueueIsEmpty();
      assertThat(files()).hasSize(33);
    }
  }

  @Test
  void contextThatIsStartedAgainTakesMessagesAgain() throws Exception {
    try (HaulFixture haul = haul()) {
      mail.send(REQUESTS, origin.serve("/a.bin", CONTENT));
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      haul.context().stop();
      mail.send(REQUESTS, origin.serve("/b.bin", CONTENT));
      haul.context().start();
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      assertQueueIsEmpty();
      assertThat(files()).containsExactly("a.bin", "b.bin");
    }
  }

  @Test
  void fifteenStopsAreNoPoison() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    mail.send(REQUESTS, origin.serve("/a.bin", CONTENT, Pace.holdAt(0, go)));
    for (int i = 0; i < 15; i++) {
      int before = origin.requests().size();
      try (HaulFixture haul = haul("haul.queue.consumers", "1")) {
        await().until(() -> origin.requests().size() > before);
      }
    }
    go.complete(null);
    try (HaulFixture haul = haul()) {
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      assertQueueIsEmpty();
      assertThat(broker.messages(FAILURES)).isZero();
      assertThat(files()).containsExactly("a.bin");
    }
  }

  @Test
  void goesOnWhenBrokerComesBack() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String slow = origin.serve("/slow.bin", CONTENT, Pace.holdAt(100_000, go));
    mail.send(REQUESTS, slow);
    try (HaulFixture haul = haul()) {
      await().until(() -> origin.openConnections("/slow.bin") > 0);
      mail.close();
      broker.stop();
      go.complete(null);
      broker.restart();
      mail = new Mail(broker.url());
      mail.send(REQUESTS, origin.serve("/next.bin", CONTENT));
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
      assertQueueIsEmpty();
      assertThat(files()).containsExactly("next.bin", "slow.bin");
    }
  }

  @Test
  void startsBeforeItsBroker() throws Exception {
    mail.send(REQUESTS, origin.serve("/a.bin", CONTENT));
    mail.close();
    broker.stop();
    try (HaulFixture haul = haul()) {
      assertThat(haul.get(origin.serve("/b.bin", CONTENT)).outcome()).isEqualTo(Outcome.PROVEN);
      broker.restart();
      mail = new Mail(broker.url());
      Aftermath.assertArrived(receipt(next(RECEIPTS)), CONTENT);
    }
  }

  @Test
  void storedMessageIsInInboxBeforeItIsAcknowledged() throws Exception {
    mail.send(REQUESTS, request("job-1", origin.serve("/a.bin", CONTENT)));
    mail.send(REQUESTS, "nonsense");
    try (HaulFixture haul = haul("haul.queue.acknowledge", "stored")) {
      assertThat(next(FAILURES).getStringProperty("haulError")).endsWith("unreadable-input");
      assertQueueIsEmpty();
      assertThat(Aftermath.filesButReceipts(folder.resolve("inbox")))
          .singleElement()
          .asString()
          .endsWith(".json");
    }
  }
}
