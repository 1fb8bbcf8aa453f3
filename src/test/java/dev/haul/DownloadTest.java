package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadTest {

  private static final Content CONTENT = Content.of(7, 5_000_000);

  private static final int CHUNKS_OF_LARGER = 20;
  private static final Content LARGER = Content.of(7, CHUNKS_OF_LARGER * 512 * 1024);

  @TempDir private Path folder;

  private void arrives(Receipt receipt, Content content) throws Exception {
    assertThat(receipt.error()).isNull();
    assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(receipt.file().sha256()).isEqualTo(content.sha256());
    Path file = Path.of(receipt.file().path());
    assertThat(file).hasParent(folder.resolve("downloads"));
    assertThat(Files.size(file)).isEqualTo(content.size());
  }

  @Test
  void fetchesFileInChunks() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      arrives(haul.get(origin.serve("/file.bin", CONTENT)), CONTENT);
    }
  }

  /** At 20 MB/s one chunk takes longer than it takes to find out that its connection is enough. */
  @Test
  void connectionThatIsEnoughAsksForAllThatWaits() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder, "haul.fetch.enough", "1KB/s")) {
      String url = origin.serve("/file.bin", LARGER, Pace.rate(20_000_000));
      Receipt receipt = haul.get(url);
      arrives(receipt, LARGER);
      assertThat(origin.requests("/file.bin")).hasSizeLessThan(CHUNKS_OF_LARGER);
      assertThat(receipt.transfer().chunks()).isEqualTo(origin.requests("/file.bin").size());
      assertThat(origin.maxConnections("/file.bin")).isEqualTo(1);
    }
  }

  @Test
  void completesFromServerThatCutsEveryConnection() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      arrives(haul.get(origin.serve("/file.bin", CONTENT, Cuts.cutAfter(100_000))), CONTENT);
    }
  }

  @Test
  void completesFromServerThatIgnoresRanges() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      arrives(haul.get(origin.serve("/file.bin", CONTENT, Ranges.ignoreRange())), CONTENT);
    }
  }

  @Test
  void completesFromServerWithoutLength() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      arrives(haul.get(origin.serve("/file.bin", CONTENT, Bodies.noLength())), CONTENT);
    }
  }

  @Test
  void followsRedirects() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      String url = origin.serve("/file.bin", CONTENT);
      arrives(haul.get(origin.serve("/from", CONTENT, Replies.redirectTo(url))), CONTENT);
    }
  }

  @Test
  void givesReasonForMissingFile() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      Receipt receipt = haul.get(origin.serve("/gone.bin", CONTENT, Refusals.status(404)));
      assertThat(receipt.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(receipt.error().type()).isEqualTo("urn:haul:problem:not-found");
    }
  }

  @Test
  void fetchesEmptyFile() throws Exception {
    Content nothing = Content.of(1, 0);
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder)) {
      arrives(haul.get(origin.serve("/empty.bin", nothing)), nothing);
      arrives(haul.get(origin.serve("/empty2.bin", nothing, Ranges.refuseRangeOfEmpty())), nothing);
    }
  }
}
