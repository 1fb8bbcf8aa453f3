package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.download.Door;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@SuppressWarnings("NullAway") // JUnit sets the folder; a missing part fails the test
class IntakeFolderRouteTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path inbox;

  private static String list(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "https://files.example/" + i + "\n")
        .collect(Collectors.joining());
  }

  private static FolderDoor.Pending next(FolderDoor door) throws InterruptedException {
    FolderDoor.Pending pending = door.pending.poll(8, TimeUnit.SECONDS);
    assertThat(pending).isNotNull();
    return pending;
  }

  private static void awaitFile(Path file) {
    await().atMost(Duration.ofSeconds(15)).until(() -> Files.exists(file));
  }

  private List<String> filesIn(String folder) throws IOException {
    try (Stream<Path> files = Files.list(inbox.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void movesShortcutToDoneWithItsReceipt() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.url", "[InternetShortcut]\r\nURL=https://files.example/a\r\n");
      FolderDoor.Pending pending = next(door);
      assertThat(inbox.resolve("a.url")).exists();
      assertThat(pending.request().origin().reference()).isEqualTo("a.url:2");
      pending.succeed();
      awaitFile(inbox.resolve("done/a.url"));
      Receipt receipt =
          ReceiptJson.read(Files.readString(inbox.resolve("done/a.url.receipt.json")));
      assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.PROVEN);
      assertThat(inbox.resolve("a.url")).doesNotExist();
    }
  }

  @Test
  void keepsPollingWhileFilesAreInWork() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.url", "https://files.example/a");
      FolderDoor.Pending first = next(door);
      door.drop("b.url", "https://files.example/b");
      next(door).succeed();
      awaitFile(inbox.resolve("done/b.url"));
      assertThat(inbox.resolve("a.url")).exists();
      first.fail();
      awaitFile(inbox.resolve("failed/a.url"));
      assertThat(filesIn("failed")).containsExactly("a.url", "a.url.receipt.json");
    }
  }

  @Test
  void doesNotTakeHalfWrittenFile() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      Path file = inbox.resolve("a.txt");
      for (int i = 0; i < 20; i++) {
        Files.writeString(
            file,
            "https://files.example/" + i + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        assertThat(door.pending.poll(30, TimeUnit.MILLISECONDS)).isNull();
      }
      for (int i = 0; i < 20; i++) {
        next(door).succeed();
      }
      awaitFile(inbox.resolve("done/a.txt"));
      assertThat(Files.readAllLines(inbox.resolve("done/a.txt.receipt.json"))).hasSize(22);
    }
  }

  @Test
  void leavesUnfinishedAndForeignNamesAlone() throws Exception {
    for (String name :
        List.of(".a.url", "a.url.tmp", "a.url.part", "a.url.crdownload", "a.html", "url")) {
      Files.writeString(inbox.resolve(name), "https://files.example/no");
    }
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("B.URL", "https://files.example/yes");
      FolderDoor.Pending only = next(door);
      assertThat(only.request().url()).endsWith("/yes");
      only.succeed();
      awaitFile(inbox.resolve("done/B.URL"));
      assertThat(door.pending).isEmpty();
    }
  }

  @Test
  void keepsWhatIsInDoneAndNumbersTheNewer() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, request -> Receipt.Outcome.PROVEN)) {
      for (int i = 0; i < 3; i++) {
        door.drop("a.url", "https://files.example/" + i);
        await().until(() -> Files.notExists(inbox.resolve("a.url")));
      }
      assertThat(filesIn("done"))
          .containsExactly(
              "a.url",
              "a.url.1",
              "a.url.1.receipt.json",
              "a.url.2",
              "a.url.2.receipt.json",
              "a.url.receipt.json");
      assertThat(inbox.resolve("done/a.url.1")).hasContent("https://files.example/1");
      assertThat(Files.readString(inbox.resolve("done/a.url.1.receipt.json")))
          .contains("https://files.example/1");
    }
  }

  @Test
  void putsUnreadableFileIntoFailedAndSaysWhy() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.txt", "https://files.example/a\nhttps://files.example/b c\n");
      awaitFile(inbox.resolve("failed/a.txt"));
      Receipt receipt =
          ReceiptJson.read(Files.readString(inbox.resolve("failed/a.txt.receipt.json")));
      assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.FAILED);
      assertThat(receipt.error().type()).isEqualTo("urn:haul:problem:unreadable-input");
      assertThat(receipt.error().detail()).startsWith("line 2: a space inside the URL");
      assertThat(door.pending).isEmpty();
    }
  }

  @Test
  void leavesTheRestOfListThatFailedInPartToBeDroppedAgain() throws Exception {
    try (FolderDoor door =
        new FolderDoor(
            inbox,
            request ->
                request.url().endsWith("3") ? Receipt.Outcome.FAILED : Receipt.Outcome.PROVEN)) {
      door.drop("a.txt", list(0, 30));
      awaitFile(inbox.resolve("failed/a.txt"));
      assertThat(inbox.resolve("failed/a.txt.remaining.txt"))
          .hasContent(
              "https://files.example/3\nhttps://files.example/13\nhttps://files.example/23\n");
      JsonNode batch = JSON.readTree(inbox.resolve("failed/a.txt.receipt.json").toFile());
      assertThat(batch.get("schema").textValue()).isEqualTo("haul/batch/1");
      assertThat(batch.get("outcome").textValue()).isEqualTo("failed");
      assertThat(batch.get("receipts")).hasSize(30);
      assertThat(batch.get("receipts").get(0).get("batch")).isEqualTo(batch.get("id"));
      assertThat(filesIn(".lists")).isEmpty();
    }
  }

  @Test
  void opensBoundedNumberOfTenThousand() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, request -> Receipt.Outcome.PROVEN)) {
      door.drop("a.txt", list(0, 10_000));
      awaitFile(inbox.resolve("done/a.txt"));
      assertThat(door.mostOpen).hasValueLessThanOrEqualTo(FolderDoor.MOST_OPEN + 1);
      assertThat(Files.readAllLines(inbox.resolve("done/a.txt.receipt.json"))).hasSize(10_002);
    }
  }

  @Test
  void worksOnTenLongListsAtOnce() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, request -> Receipt.Outcome.PROVEN)) {
      for (int i = 0; i < 10; i++) {
        door.drop(i + ".txt", list(i * 10_000, 10_000));
      }
      for (int i = 0; i < 10; i++) {
        awaitFile(inbox.resolve("done/" + i + ".txt"));
        JsonNode batch = JSON.readTree(inbox.resolve("done/" + i + ".txt.receipt.json").toFile());
        assertThat(batch.get("receipts")).hasSize(10_000);
      }
      // The gate looks before the download opens, so some may pass it together.
      assertThat(door.mostOpen).hasValueLessThanOrEqualTo(FolderDoor.MOST_OPEN + 10);
    }
  }

  @Test
  void stopLeavesFilesInInboxAndSaysNothingBad() throws Exception {
    PrintStream console = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      FolderDoor door = new FolderDoor(inbox, null);
      door.drop("a.url", "https://files.example/a");
      await().until(() -> door.pending.size() == 1);
      door.drop("b.txt", list(0, 1000));
      await().until(() -> door.pending.size() >= FolderDoor.MOST_OPEN);
      door.close();
    } finally {
      System.setErr(console);
    }
    assertThat(filesIn(".")).containsExactlyInAnyOrder("a.url", "b.txt", ".lists", ".haul");
    assertThat(filesIn(".lists")).isEmpty();
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("ERROR", "Exception");
  }

  @Test
  void takesFilesAgainAfterStop() throws Exception {
    FolderDoor stopped = new FolderDoor(inbox, null);
    stopped.drop("a.txt", list(0, 100));
    await().until(() -> stopped.pending.size() >= FolderDoor.MOST_OPEN);
    stopped.close();
    try (FolderDoor door = new FolderDoor(inbox, request -> Receipt.Outcome.UNCHANGED)) {
      awaitFile(inbox.resolve("done/a.txt"));
      assertThat(Files.readString(inbox.resolve("done/a.txt.receipt.json")))
          .contains("\"outcome\":\"unchanged\",\"receipts\"");
    }
  }

  @Test
  void endsCalmlyWhenFileWasRemovedMeanwhile() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.url", "https://files.example/a");
      FolderDoor.Pending pending = next(door);
      Files.delete(inbox.resolve("a.url"));
      pending.succeed();
      awaitFile(inbox.resolve("done/a.url.receipt.json"));
      door.drop("b.url", "https://files.example/b");
      next(door).succeed();
      awaitFile(inbox.resolve("done/b.url"));
      assertThat(inbox.resolve("done/a.url")).doesNotExist();
    }
  }

  @Test
  void takesFileAgainThatWasRewrittenMeanwhile() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.url", "https://files.example/first");
      FolderDoor.Pending pending = next(door);
      door.drop("a.url", "https://files.example/second-one");
      pending.succeed();
      FolderDoor.Pending second = next(door);
      assertThat(second.request().url()).endsWith("/second-one");
      second.succeed();
      awaitFile(inbox.resolve("done/a.url.1"));
    }
  }

  @Test
  void keepsFileWhoseDownloadsCannotBeAnsweredFor() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.txt", list(0, 2));
      next(door).answer().completeExceptionally(new IllegalStateException("a fault"));
      next(door).succeed();
      await().until(() -> filesIn(".lists").isEmpty());
      assertThat(inbox.resolve("a.txt")).exists();
      assertThat(inbox.resolve("done")).doesNotExist();
    }
  }

  @Test
  void tellsListenerOfEachReceipt() throws Exception {
    try (FolderDoor door = new FolderDoor(inbox, request -> Receipt.Outcome.PROVEN)) {
      List<String> heard = new ArrayList<>();
      Batch batch =
          new RequestReader()
              .read("-", list(0, 50).getBytes(StandardCharsets.UTF_8), Door.CLI, Instant.EPOCH)
              .withListener(receipt -> heard.add(receipt.request().reference()));
      ListResult result =
          door.context()
              .createProducerTemplate()
              .requestBody("direct:haul-list", batch, ListResult.class);
      assertThat(result.outcome()).isEqualTo(Receipt.Outcome.PROVEN);
      assertThat(result.size()).isEqualTo(50);
      assertThat(result.remaining()).isEmpty();
      assertThat(heard).hasSize(50).contains("-:1", "-:50");
    }
  }

  @Test
  void neitherMakesNorRemovesLockFilesOfCamel() throws Exception {
    Path ofSomebody = Files.writeString(inbox.resolve("b.url.camelLock"), "");
    try (FolderDoor door = new FolderDoor(inbox, null)) {
      door.drop("a.url", "https://files.example/a");
      FolderDoor.Pending pending = next(door);
      assertThat(filesIn(".")).containsExactlyInAnyOrder(".haul", "a.url", "b.url.camelLock");
      pending.succeed();
      awaitFile(inbox.resolve("done/a.url"));
    }
    assertThat(ofSomebody).exists();
  }
}
