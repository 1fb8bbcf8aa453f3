package dev.haul;

import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.download.Retryable;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.InterceptStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A crash between the last byte and the move of the URL file: nothing is downloaded twice. */
@Timeout(60)
class InboxAfterCrashTest {

  private static final Content CONTENT = Content.of(7, 1_500_000);
  private static final Content OLDER = Content.of(8, 1_500_000);
  private static final String[] POLICIES = {"reuse", "rename", "replace", "fail"};

  /** Where Haul was killed. */
  enum Point {
    RECEIPT_WRITTEN,
    FILE_LINKED,
    FILE_NAMED,
    RECEIPT_FILED
  }

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final Set<String> reached = ConcurrentHashMap.newKeySet();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private Path downloads() {
    return folder.resolve("downloads");
  }

  private Path inbox() {
    return folder.resolve("inbox");
  }

  /** Ends the way of everything before or after one step. */
  private InterceptStrategy kill(Point point) {
    String last = point == Point.RECEIPT_FILED ? "settle-file" : "close-download";
    return (context, definition, target, next) ->
        definition.getId().equals(last) ? dead(point, definition, target) : target;
  }

  private Processor dead(Point point, NamedNode definition, Processor target) {
    return exchange -> {
      if (point == Point.RECEIPT_FILED) {
        target.process(exchange);
        reached.add(String.valueOf(exchange.getProperty("destination")));
        throw new Retryable.Stopping();
      }
      reached.add(exchange.getMessage().getBody(Receipt.class).file().path());
      exchange.setRouteStop(true);
    };
  }

  private CamelContext start(String policy, InterceptStrategy strategy, String... more)
      throws Exception {
    CamelContext context = new DefaultCamelContext();
    if (strategy != null) {
      context.getCamelContextExtension().addInterceptStrategy(strategy);
    }
    Map<String, String> keys = new HashMap<>();
    keys.put("haul.downloads", downloads().toString());
    keys.put("haul.inbox", inbox().toString());
    keys.put("haul.inbox.settle", "0s");
    keys.put("haul.inbox.poll", "20ms");
    keys.put("haul.downloads.if-exists", policy);
    for (int i = 0; i < more.length; i += 2) {
      keys.put(more[i], more[i + 1]);
    }
    HaulBundle.install(context, Configuration.of(keys), List.of("intake-folder"));
    context.start();
    return context;
  }

  private void drop(String name, String content) throws IOException {
    Files.createDirectories(inbox());
    Files.move(Files.writeString(inbox().resolve("." + name), content), inbox().resolve(name));
  }

  private List<String> files(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private void crashed(String policy, Point point, int count) throws Exception {
    CamelContext killed = start(policy, kill(point));
    try {
      await().until(() -> reached.size() == count);
    } finally {
      killed.stop();
    }
    for (Receipt receipt : receipts()) {
      Path file = Path.of(receipt.file().path());
      Path part = downloads().resolve(".haul").resolve(receipt.id() + ".part");
      if (point == Point.RECEIPT_WRITTEN) {
        Files.move(file, part);
      } else if (point == Point.FILE_LINKED) {
        Files.createLink(part, file);
      }
    }
  }

  private List<Path> published() throws IOException {
    try (Stream<Path> files = Files.list(downloads())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private List<Receipt> receipts() throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(downloads().resolve(".haul/receipts"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        receipts.add(ReceiptJson.read(Files.readString(file)));
      }
    }
    return receipts;
  }

  static Stream<Arguments> pointsAndPolicies() {
    return Stream.of(Point.values())
        .flatMap(point -> Stream.of(POLICIES).map(p -> Arguments.of(point, p)));
  }

  @ParameterizedTest
  @MethodSource("pointsAndPolicies")
  void whatWasDoneIsKnownAgainWithoutAnyRequest(Point point, String policy) throws Exception {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      list.append(origin.serve("/" + i + ".bin", CONTENT)).append('\n');
    }
    drop("many.txt", list.toString());
    drop("one.url", origin.serve("/one.bin", CONTENT));
    drop("r.json", "{\"id\":\"mine\",\"url\":\"" + origin.serve("/json.bin", CONTENT) + "\"}");
    crashed(policy, point, point == Point.RECEIPT_FILED ? 3 : 7);
    assertThat(files(inbox())).containsExactly("many.txt", "one.url", "r.json");
    int requests = origin.requests().size();

    CamelContext again = start(policy, null);
    try {
      await().until(() -> files(inbox()).isEmpty());
    } finally {
      again.stop();
    }

    assertThat(origin.requests()).hasSize(requests);
    assertThat(filesButReceipts(downloads()))
        .containsExactly("0.bin", "1.bin", "2.bin", "3.bin", "4.bin", "json.bin", "one.bin");
    assertThat(published())
        .allSatisfy(file -> assertThat(Aftermath.sha256(file)).isEqualTo(CONTENT.sha256()));
    assertThat(files(inbox().resolve("done")))
        .containsExactly(
            "many.txt",
            "many.txt.receipt.json",
            "one.url",
            "one.url.receipt.json",
            "r.json",
            "r.json.receipt.json");
    assertThat(Files.readString(inbox().resolve("done/one.url.receipt.json")))
        .contains("\"outcome\":\"proven\"");
    assertThat(Files.readString(inbox().resolve("done/r.json.receipt.json")))
        .contains("\"id\":\"mine\"", "\"outcome\":\"proven\"");
    assertThat(Files.readAllLines(inbox().resolve("done/many.txt.receipt.json"))).hasSize(7);
    assertThat(receipts()).hasSize(7);
    assertThat(inbox().resolve("failed")).doesNotExist();
  }

  @Test
  void anotherFileUnderTheNameIsNotTakenForTheOneThatWasToReplaceIt() throws Exception {
    Files.createDirectories(downloads());
    drop("one.url", origin.serve("/one.bin", CONTENT));
    crashed("replace", Point.RECEIPT_WRITTEN, 1);
    Path target = downloads().resolve("one.bin");
    Files.write(target, OLDER.bytes());
    CamelContext again = start("replace", null);
    try {
      await().until(() -> files(inbox()).isEmpty());
    } finally {
      again.stop();
    }
    assertThat(Aftermath.sha256(target)).isEqualTo(CONTENT.sha256());
    assertThat(filesButReceipts(downloads())).containsExactly("one.bin");
    assertThat(inbox().resolve("done/one.url")).exists();
  }

  @ParameterizedTest
  @EnumSource(Point.class)
  void fileThatGotANumberIsKnownAgainByThatName(Point point) throws Exception {
    Files.createDirectories(downloads());
    Files.write(downloads().resolve("one.bin"), OLDER.bytes());
    drop("one.url", origin.serve("/one.bin", CONTENT));
    crashed("rename", point, 1);
    int requests = origin.requests().size();
    CamelContext again = start("rename", null);
    try {
      await().until(() -> files(inbox()).isEmpty());
    } finally {
      again.stop();
    }
    assertThat(origin.requests()).hasSize(requests);
    assertThat(filesButReceipts(downloads())).containsExactly("one.1.bin", "one.bin");
    assertThat(downloads().resolve("one.bin")).hasBinaryContent(OLDER.bytes());
    assertThat(Aftermath.sha256(downloads().resolve("one.1.bin"))).isEqualTo(CONTENT.sha256());
    assertThat(Files.readString(inbox().resolve("done/one.url.receipt.json")))
        .contains("one.1.bin\"", "\"outcome\":\"proven\"");
  }

  @Test
  void fileThatGetsItsNameAfterTheCrashHasTheServersTimeIfThatIsToBeKept() throws Exception {
    drop("one.url", origin.serve("/one.bin", CONTENT));
    crashed("reuse", Point.RECEIPT_WRITTEN, 1);
    Receipt receipt = receipts().get(0);
    Path part = downloads().resolve(".haul").resolve(receipt.id() + ".part");
    Files.setLastModifiedTime(part, FileTime.from(Instant.now()));
    CamelContext again = start("reuse", null, "haul.finish.keep-time", "on");
    try {
      await().until(() -> files(inbox()).isEmpty());
    } finally {
      again.stop();
    }
    assertThat(receipt.file().lastModified()).isBefore(Instant.now().minusSeconds(60));
    assertThat(Files.getLastModifiedTime(downloads().resolve("one.bin")).toInstant())
        .isEqualTo(receipt.file().lastModified());
  }

  @Test
  void fileThatGetsItsNameAfterTheCrashWaitsForRoomOnTheDisk() throws Exception {
    drop("one.url", origin.serve("/one.bin", CONTENT));
    try (Tmpfs disk = Tmpfs.mount(downloads(), "size=4m")) {
      Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
      Files.createSymbolicLink(downloads().resolve(".haul"), elsewhere);
      crashed("reuse", Point.RECEIPT_WRITTEN, 1);
      int requests = origin.requests().size();
      disk.fill(0);
      CamelContext again = start("reuse", null);
      try {
        await()
            .until(
                () ->
                    HaulBundle.of(again).progress().stream()
                        .anyMatch(p -> String.valueOf(p.note()).startsWith("waiting: disk ")));
        assertThat(inbox().resolve("one.url")).exists();
        disk.giveBack();
        await().until(() -> files(inbox()).isEmpty());
      } finally {
        again.stop();
      }
      assertThat(origin.requests()).hasSize(requests);
      assertThat(inbox().resolve("done/one.url")).exists();
      assertThat(filesButReceipts(downloads())).containsExactly("one.bin");
      assertThat(Aftermath.sha256(downloads().resolve("one.bin"))).isEqualTo(CONTENT.sha256());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"removed", "changed"})
  void fileThatIsNotAsItWasIsFetchedAgain(String how) throws Exception {
    drop("one.url", origin.serve("/one.bin", CONTENT));
    crashed("rename", Point.FILE_NAMED, 1);
    Path target = downloads().resolve("one.bin");
    Files.delete(target);
    if (how.equals("changed")) {
      Files.write(target, OLDER.bytes());
    }
    CamelContext again = start("rename", null);
    try {
      await().until(() -> files(inbox()).isEmpty());
    } finally {
      again.stop();
    }
    Path expected = how.equals("changed") ? downloads().resolve("one.1.bin") : target;
    assertThat(Aftermath.sha256(expected)).isEqualTo(CONTENT.sha256());
    assertThat(inbox().resolve("done/one.url")).exists();
  }

  @Test
  void theSameUrlDroppedAgainIsAnotherJob() throws Exception {
    String url = origin.serve("/one.bin", CONTENT);
    CamelContext haul = start("rename", null);
    try {
      for (int i = 0; i < 2; i++) {
        drop("one.url", url);
        await().until(() -> files(inbox()).isEmpty());
      }
    } finally {
      haul.stop();
    }
    assertThat(filesButReceipts(downloads())).containsExactly("one.1.bin", "one.bin");
    assertThat(files(inbox().resolve("done"))).contains("one.url", "one.url.1");
  }

  @Test
  void ofListOnlyTheRestIsFetched() throws Exception {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      list.append(
              i % 2 == 0
                  ? origin.serve("/" + i + ".bin", CONTENT)
                  : origin.serve("/" + i + ".bin", CONTENT, Pace.neverAnswers()))
          .append('\n');
    }
    drop("many.txt", list.toString());
    CamelContext stopped = start("rename", null);
    try {
      await()
          .ignoreExceptions()
          .until(() -> published().size() == 3 && origin.requests().size() >= 6);
    } finally {
      stopped.stop();
    }
    for (int i = 1; i < 6; i += 2) {
      origin.serve("/" + i + ".bin", CONTENT);
    }
    int before = origin.requests("/0.bin").size();
    CamelContext again = start("rename", null);
    try {
      await().until(() -> files(inbox()).isEmpty());
    } finally {
      again.stop();
    }
    assertThat(origin.requests("/0.bin")).hasSize(before);
    assertThat(filesButReceipts(downloads()))
        .containsExactly("0.bin", "1.bin", "2.bin", "3.bin", "4.bin", "5.bin");
    assertThat(Files.readAllLines(inbox().resolve("done/many.txt.receipt.json"))).hasSize(8);
  }
}
