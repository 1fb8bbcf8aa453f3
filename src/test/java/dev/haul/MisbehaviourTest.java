package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Grade;
import dev.haul.origin.Content;
import dev.haul.origin.rows.Row;
import dev.haul.origin.rows.Rows;
import dev.haul.origin.rows.Stage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the server does, the file has the right bytes in the end, or there is a clear error, and
 * nothing hangs: the catalogue of misbehaviours, one bundle for all of them, several at a time.
 */
@Timeout(60)
class MisbehaviourTest {

  private static final long PATIENCE_SECONDS = 30;
  private static final SSLContext BEFORE = defaultContext();

  /** Most rows spend their time waiting. */
  private static final int AT_ONCE = 6;

  @TempDir private static Path folder;
  private static RowHauls hauls;
  private static ExecutorService pool;

  /** How each row that is not awaited ends, by its number. */
  private static final Map<String, CompletableFuture<End>> ENDS = new HashMap<>();

  /** What a user has in the end. */
  private record End(Receipt receipt, List<String> files) {}

  private static SSLContext defaultContext() {
    try {
      return SSLContext.getDefault();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    SSLContext.setDefault(Stage.sslContext());
    hauls = new RowHauls(folder);
    pool = Executors.newFixedThreadPool(AT_ONCE);
    rows()
        .filter(MisbehaviourTest::isRun)
        .forEach(
            row -> ENDS.put(row.number(), CompletableFuture.supplyAsync(() -> run(row), pool)));
  }

  private static boolean isRun(Row row) {
    return !HaulRows.AWAITED.containsKey(row.number())
        && (row.way() != Stage.Way.HALF_DEAD || Stage.knowsHalfDeadHost());
  }

  private static End run(Row row) {
    try (Stage stage = new Stage(row.way())) {
      Path dir = Path.of("row-" + row.number());
      Receipt receipt =
          hauls.begin(row, row.serve(stage), dir).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new End(receipt, files(folder.resolve(dir)));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new CompletionException(row.toString(), e);
    }
  }

  @AfterAll
  static void stop() {
    pool.shutdownNow();
    try {
      hauls.all().forEach(Aftermath::assertNothingLeft);
    } finally {
      hauls.close();
      SSLContext.setDefault(BEFORE);
    }
  }

  static Stream<Row> rows() {
    return Rows.all().stream().filter(row -> row.notRun() == null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void endsAsExpected(Row row) throws Exception {
    assumeFalse(
        HaulRows.AWAITED.containsKey(row.number()), () -> HaulRows.AWAITED.get(row.number()));
    assumeTrue(row.way() != Stage.Way.HALF_DEAD || Stage.knowsHalfDeadHost(), "needs bench/hosts");
    End end = ENDS.get(row.number()).get();
    if (end.receipt().error() == null) {
      arrived(row, end.receipt(), end.files());
    } else {
      failed(row, end.receipt(), end.files());
    }
  }

  private static void arrived(Row row, Receipt receipt, List<String> files) {
    String sha256 = receipt.file().sha256();
    Content content =
        row.rights().stream()
            .filter(right -> right.sha256().equals(sha256))
            .findFirst()
            .orElse(Content.of("wrong"));
    assertThat(row.expected().arrives()).as("%s: expected %s", row, row.expected()).isTrue();
    assertThat(row.rights()).as("%s: wrong bytes", row).contains(content);
    assertArrived(receipt, content);
    assertThat(files).containsExactly(Path.of(receipt.file().path()).getFileName().toString());
    if (row.fileName() != null) {
      assertThat(files).containsExactly(row.fileName());
    }
    if (row.expected().unproven()) {
      assertThat(receipt.proof().grade()).isEqualTo(Grade.NONE);
    }
  }

  private static void failed(Row row, Receipt receipt, List<String> files) {
    String reason = receipt.error().type().replaceFirst(".*:", "");
    assertThat(row.expected().fails())
        .as("%s: expected %s, was %s", row, row.expected(), receipt.error())
        .isTrue();
    if (!row.expected().problems().isEmpty()) {
      assertThat(row.expected().problems()).as("%s", row).contains(reason);
    }
    assertFailed(receipt, reason, reason.equals("gave-up"));
    assertThat(files).isEmpty();
  }

  /** What a user might take for the file. */
  private static List<String> files(Path dir) {
    return filesButReceipts(dir).stream().filter(file -> !file.startsWith(".haul/")).toList();
  }

  @Test
  void awaitedRowsAreInTheCatalogue() {
    assertThat(rows().map(Row::number)).containsAll(HaulRows.AWAITED.keySet());
  }
}
