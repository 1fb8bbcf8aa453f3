package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.broker.Broker;
import dev.haul.broker.Mail;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue by AMQP 1.0, with a client that is not Java when there is Node. */
@Timeout(90)
class AmqpTest {

  private static final Content CONTENT = Content.of(13, 300_000);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String RHEA = "rhea@3";

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private Broker broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = Broker.start(folder.resolve("broker"));
  }

  @AfterEach
  void stopAll() throws Exception {
    broker.close();
    origin.close();
  }

  private HaulFixture haul(String transacted) throws Exception {
    return HaulFixture.start(
        folder,
        List.of("intake-queue"),
        "haul.queue.broker",
        "amqp",
        "haul.queue.url",
        "amqp://127.0.0.1:" + broker.port(),
        "haul.queue.transacted",
        transacted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void requestBringsFileAndReceipt(String transacted) throws Exception {
    try (HaulFixture haul = haul(transacted);
        Mail mail = new Mail(broker.url())) {
      mail.send("haul.requests", origin.serve("/a.bin", CONTENT));
      mail.send("haul.requests", "nonsense");
      Receipt receipt = ReceiptJson.read(mail.receive("haul.receipts", PATIENCE).getText());
      Aftermath.assertArrived(receipt, CONTENT);
      assertThat(mail.receive("haul.failures", PATIENCE).getStringProperty("haulError"))
          .endsWith("unreadable-input");
      await().untilAsserted(() -> assertThat(broker.messages("haul.requests")).isZero());
      Aftermath.assertNothingLeft(haul);
    }
  }

  @Test
  void clientThatIsNotJavaGetsItsReceipt() throws Exception {
    assumeTrue(
        run(List.of("npm", "install", "--no-audit", "--no-fund", RHEA)), "needs npm and " + RHEA);
    Path script = Files.copy(Path.of("src/test/node/request.js"), folder.resolve("request.js"));
    try (HaulFixture haul = haul("on")) {
      String url = origin.serve("/a.bin", CONTENT);
      assertThat(run(List.of("node", script.toString(), String.valueOf(broker.port()), url)))
          .as(Files.readString(folder.resolve("out")))
          .isTrue();
      JsonNode answer = new ObjectMapper().readTree(Files.readString(folder.resolve("out")));
      assertThat(answer.path("correlation").asText()).isEqualTo("rhea-case");
      Receipt receipt = ReceiptJson.read(answer.path("body").asText());
      assertThat(receipt.id()).isEqualTo("from-node");
      Aftermath.assertArrived(receipt, CONTENT);
      Aftermath.assertNothingLeft(haul);
    }
  }

  private boolean run(List<String> command) throws InterruptedException {
    File out = folder.resolve("out").toFile();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out)
              .start();
      boolean ended = process.waitFor(40, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      return ended && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
