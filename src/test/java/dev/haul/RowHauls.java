package dev.haul;

import dev.haul.download.Checksum;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.origin.rows.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Haul for the rows of the catalogue, with short waits: one bundle that gives up soon, for the rows
 * that may end so, and one that has more patience than a busy machine needs.
 */
final class RowHauls implements AutoCloseable {

  private static final String[] KEYS = {
    "haul.fetch.read-timeout", "500ms",
    "haul.fetch.connect-timeout", "1s",
    "haul.fetch.floor-grace", "500ms",
    "haul.failures.backoff", "20ms",
    "haul.failures.backoff-cap", "200ms",
    "haul.downloads.largest-unknown", "20MB",
    "haul.host.longest-wait", "2s"
  };

  private final HaulFixture hasty;
  private final HaulFixture patient;

  /**
   * @param base folder above all that is downloaded
   */
  RowHauls(Path base) throws Exception {
    hasty = start(base, "2s");
    patient = start(base, "10s");
  }

  private static HaulFixture start(Path base, String giveUpAfter) throws Exception {
    String[] keys = Arrays.copyOf(KEYS, KEYS.length + 4);
    keys[KEYS.length] = "haul.downloads";
    keys[KEYS.length + 1] = base.toString();
    keys[KEYS.length + 2] = "haul.failures.give-up-after";
    keys[KEYS.length + 3] = giveUpAfter;
    return HaulFixture.start(base, keys);
  }

  List<HaulFixture> all() {
    return List.of(hasty, patient);
  }

  /**
   * @param dir below the base
   */
  CompletableFuture<Receipt> begin(Row row, String url, Path dir) {
    return (row.expected().fails() ? hasty : patient).begin(request(row, url, dir));
  }

  private static DownloadRequest request(Row row, String url, Path dir) {
    DownloadRequest.Builder request =
        DownloadRequest.builder(
                url, new DownloadRequest.Origin(Door.EMBEDDED, row.number(), Instant.now()))
            .dir(dir.toString());
    if (row.checksum()) {
      request.checksum(Checksum.of("sha-256", row.right().sha256()));
    }
    if (row.connections() > 0) {
      request.connections(row.connections());
    }
    if (row.authorization() != null) {
      request.header("Authorization", row.authorization());
    }
    return request.build();
  }

  @Override
  public void close() {
    all().forEach(HaulFixture::close);
  }
}
