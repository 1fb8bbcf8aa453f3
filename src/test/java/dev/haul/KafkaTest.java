package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.haul.broker.Kafka;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests from a topic of a real Kafka, over TCP: stored in the inbox before they are committed.
 */
@Timeout(90)
class KafkaTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Content CONTENT = Content.of(11, 300_000);

  @TempDir private static Path logs;
  private static Kafka kafka;

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  /** Of each test its own topics and group. */
  private String requests;

  private String failures;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = Kafka.start(logs);
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    requests = test.getTestMethod().orElseThrow().getName();
    failures = requests + ".failures";
  }

  @AfterEach
  void stopOrigin() {
    origin.close();
  }

  private String[] keys(String... more) {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "haul.queue.broker",
                "kafka",
                "haul.queue.url",
                kafka.url(),
                "haul.queue.acknowledge",
                "stored",
                "haul.queue.group",
                requests,
                "haul.queue.requests",
                requests,
                "haul.queue.failures",
                failures));
    keys.addAll(List.of(more));
    return keys.toArray(String[]::new);
  }

  /** Takes records, and leaves what it stores alone. */
  private HaulFixture taker(String... more) throws Exception {
    return HaulFixture.start(folder, List.of("intake-kafka"), keys(more));
  }

  private List<String> inbox() {
    return files(folder.resolve("inbox"));
  }

  /** Also of a folder that others write to; without what is only half written. */
  private static List<String> files(Path folder) {
    File[] all = folder.toFile().listFiles(File::isFile);
    return Stream.of(all == null ? new File[0] : all)
        .map(File::getName)
        .filter(name -> !name.startsWith("."))
        .toList();
  }

  /** Each job leaves its file there and a receipt beside it. */
  private static void awaitDone(Path inbox, int jobs) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(files(inbox.resolve("done")))
                    .filteredOn(file -> file.endsWith(".receipt.json"))
                    .hasSize(jobs));
  }

  private void awaitCommitted(long records) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(kafka.committed(requests, requests)).isEqualTo(records));
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void recordBecomesFile() throws Exception {
    kafka.send(requests, "{\"id\":\"job-1\",\"url\":\"" + origin.serve("/a.bin", CONTENT) + "\"}");
    kafka.send(requests, origin.serve("/b.bin", CONTENT));
    try (HaulFixture haul =
        HaulFixture.start(folder, List.of("intake-folder", "intake-kafka"), keys())) {
      awaitDone(folder.resolve("inbox"), 2);
      assertThat(Files.readAllBytes(folder.resolve("downloads/a.bin"))).isEqualTo(CONTENT.bytes());
      assertThat(Files.readAllBytes(folder.resolve("downloads/b.bin"))).isEqualTo(CONTENT.bytes());
      awaitCommitted(2);
      Aftermath.assertNothingLeft(haul);
    }
  }

  @Test
  void recordIsInInboxWhenItIsCommitted() throws Exception {
    kafka.createTopic(requests, 3);
    for (int i = 0; i < 30; i++) {
      kafka.send(new ProducerRecord<>(requests, i % 3, null, origin.url("/" + i)));
    }
    try (HaulFixture haul = taker()) {
      for (long committed = 0; committed < 30; ) {
        committed = kafka.committed(requests, requests);
        assertThat((long) inbox().size()).isGreaterThanOrEqualTo(committed);
      }
      assertThat(inbox()).hasSize(30).doesNotHaveDuplicates();
    }
  }

  @Test
  void recordThatWasStoredAndNotCommittedIsOneJob() throws Exception {
    kafka.send(requests, origin.url("/a"));
    kafka.send(requests, origin.url("/b"));
    try (HaulFixture haul = taker()) {
      awaitCommitted(2);
    }
    List<String> stored = inbox();
    assertThat(stored).hasSize(2);
    Path failed = Files.createDirectories(folder.resolve("inbox/failed"));
    Files.move(folder.resolve("inbox").resolve(stored.get(0)), failed.resolve(stored.get(0)));
    // Another group knows of no commit, as after a death in between.
    try (HaulFixture haul = taker("haul.queue.group", requests + "-again")) {
      await().atMost(PATIENCE).until(() -> kafka.committed(requests + "-again", requests) == 2);
    }
    assertThat(inbox()).containsExactly(stored.get(1));
    assertThat(files(failed)).containsExactly(stored.get(0));
  }

  @Test
  void sameTextInTwoRecordsIsTwoJobs() throws Exception {
    kafka.send(requests, origin.url("/a"));
    kafka.send(requests, origin.url("/a"));
    try (HaulFixture haul = taker()) {
      awaitCommitted(2);
      assertThat(inbox()).hasSize(2);
    }
  }

  @Test
  void unreadableRecordsGoToFailuresAndDoNotBlock() throws Exception {
    kafka.send(requests, "nonsense");
    kafka.send(requests, null);
    kafka.send(requests, "{\"url\":");
    kafka.send(requests, origin.url("/a"));
    try (HaulFixture haul = taker()) {
      awaitCommitted(4);
      assertThat(inbox()).hasSize(1);
    }
    List<ConsumerRecord<String, String>> refused = kafka.read(failures, 3);
    assertThat(refused)
        .hasSize(3)
        .allSatisfy(
            record -> {
              assertThat(header(record, "haulError")).endsWith("unreadable-input");
              assertThat(header(record, "haulDetail")).isNotBlank();
              assertThat(record.value()).contains("\"reference\"", requests + "-0-");
            });
    assertThat(header(refused.get(0), "haulRequest")).isEqualTo("nonsense");
  }

  @Test
  void recordIsNotCommittedWhileTheInboxCannotBeWritten() throws Exception {
    kafka.send(requests, origin.url("/a"));
    Path inbox = folder.resolve("inbox");
    Files.writeString(inbox, "in the way");
    try (HaulFixture haul = taker()) {
      await()
          .during(Duration.ofSeconds(1))
          .atMost(PATIENCE)
          .until(() -> kafka.committed(requests, requests) == 0);
      Files.delete(inbox);
      awaitCommitted(1);
      assertThat(inbox()).hasSize(1);
    }
  }

  @Test
  void headersOfRecordsDoNotComeIn() throws Exception {
    ProducerRecord<String, String> hostile = new ProducerRecord<>(requests, "nonsense");
    Headers headers = hostile.headers();
    for (String name :
        List.of("kafka.OVERRIDE_TOPIC", "CamelKafkaTopic", "camelFileName", "CAMELHTTPURI")) {
      headers.add(name, "stolen".getBytes(StandardCharsets.UTF_8));
    }
    kafka.send(hostile);
    try (HaulFixture haul = taker()) {
      awaitCommitted(1);
    }
    assertThat(kafka.read(failures, 1))
        .singleElement()
        .satisfies(
            record ->
                assertThat(record.headers())
                    .extracting(header -> header.key())
                    .allMatch(name -> name.startsWith("haul")));
  }

  @Test
  void killedAgainAndAgainAtRandom() throws Exception {
    int jobs = 60;
    kafka.createTopic(requests, 2);
    for (int i = 0; i < jobs; i++) {
      kafka.send(requests, origin.serve("/" + i + ".bin", CONTENT));
    }
    Random random = Seeds.random();
    Path downloads = folder.resolve("downloads");
    for (int i = 1; i <= 2; i++) {
      int some = i * 15 + random.nextInt(15);
      try (HaulProcess haul = process()) {
        await().atMost(PATIENCE).until(() -> files(downloads).size() >= some);
      }
    }
    try (HaulProcess haul = process()) {
      awaitDone(folder.resolve("one/inbox"), jobs);
      awaitCommitted(jobs);
    }
    assertThat(files(downloads))
        .hasSize(jobs)
        .allSatisfy(
            file ->
                assertThat(Files.readAllBytes(downloads.resolve(file))).isEqualTo(CONTENT.bytes()));
  }

  private HaulProcess process() throws Exception {
    String[] keys = keys();
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < keys.length; i += 2) {
      settings.add(keys[i] + "=" + keys[i + 1]);
    }
    return HaulProcess.serve(folder.resolve("one"), kafka.url(), settings.toArray(String[]::new));
  }

  @Test
  void refusesToHoldRecordsUntilTheyAreProven() {
    assertThatThrownBy(() -> taker("haul.queue.acknowledge", "proven"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("set haul.queue.acknowledge=stored");
  }

  @Test
  void refusesALoginThatKafkaWouldNotSee() {
    assertThatThrownBy(() -> taker("haul.queue.user", "me"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("haul.queue.client-config");
  }

  @Test
  void clientTakesItsOwnProperties() throws Exception {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "client.id=haul-of-this-test\nmax.poll.records=7\n");
    kafka.send(requests, origin.url("/a"));
    try (HaulFixture haul = taker("haul.queue.client-config", file.toString())) {
      awaitCommitted(1);
      assertThat(kafka.clients(requests)).allMatch(id -> id.startsWith("haul-of-this-test"));
    }
    assertThatThrownBy(() -> taker("haul.queue.client-config", folder + "/none"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("cannot read");
  }
}
