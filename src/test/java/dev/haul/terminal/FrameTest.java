package dev.haul.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {

  private static final Progress DOWNLOAD =
      new Progress("1", "archive.tar.gz", 32_000_000L, 12_300_000, 4_100_000, 16, 3, null);

  @Test
  void tellsEverythingWhenThereIsRoom() {
    assertThat(Frame.render(List.of(DOWNLOAD), 120, 20))
        .containsExactly(
            "archive.tar.gz                [=======>            ]  38%    12.3 MB / 32.0 MB"
                + "    4.1 MB/s      5s   16 conn  3 retries");
  }

  @Test
  void partsDropOutAsTheTerminalGetsNarrower() {
    assertThat(line(110)).contains("16 conn").doesNotContain("retries");
    assertThat(line(92)).contains("5s").doesNotContain("conn");
    assertThat(line(80)).contains("4.1 MB/s").doesNotContain("5s");
    assertThat(line(66)).contains("38%").doesNotContain("MB/s");
    assertThat(line(40)).contains("12.3 MB / 32.0 MB").doesNotContain("%");
    assertThat(line(20)).isEqualTo("archive.tar.gz");
    assertThat(line(8)).isEqualTo("arc...gz");
    assertThat(line(1)).isEqualTo("a");
  }

  @Test
  void showsWhatADownloadWaitsFor() {
    Progress waiting = new Progress("1", "a", null, 0, 0, 0, 1, "host asked to wait 30 s\033[2J");
    assertThat(Frame.render(List.of(waiting), 150, 5).get(0))
        .contains("host asked to wait 30 s?[2J  1 retry")
        .doesNotContain("%");
  }

  @Test
  void keepsTheLinesAligned() {
    Progress other = new Progress("2", "b", 999_900_000_000L, 1, 999_900_000, 1, 0, null);
    List<String> lines = Frame.render(List.of(DOWNLOAD, other), 110, 20);
    assertThat(lines).extracting(line -> line.indexOf("conn")).containsOnly(104);
  }

  @Test
  void addsUpSeveralDownloads() {
    List<String> lines = Frame.render(List.of(DOWNLOAD, DOWNLOAD), 120, 20);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2)).startsWith("all 2 under way").contains("24.6 MB / 64.0 MB", "32 conn");
  }

  @Test
  void doesNotGuessTheSumWhenOneSizeIsUnknown() {
    Progress unknown = new Progress("2", "b", null, 1_000_000, 0, 1, 0, null);
    assertThat(Frame.render(List.of(DOWNLOAD, unknown), 120, 20).get(2))
        .contains("13.3 MB")
        .doesNotContain("/ ", "%");
  }

  @Test
  void countsWhatDoesNotFit() {
    List<Progress> many = Collections.nCopies(40, DOWNLOAD);
    List<String> lines = Frame.render(many, 100, 10);
    assertThat(lines).hasSize(10);
    assertThat(lines.get(8)).isEqualTo("... and 32 more");
    assertThat(lines.get(9)).startsWith("all 40 under way");
    assertThat(Frame.render(many, 100, 1)).hasSize(1);
  }

  @Test
  void neverWrapsNorOverflowsWhateverTheDownloads() {
    long seed = Long.getLong("haul.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<Progress> downloads = new ArrayList<>();
      for (int count = random.nextInt(5); count >= 0; count--) {
        downloads.add(randomDownload(random));
      }
      int width = 1 + random.nextInt(140);
      int height = 1 + random.nextInt(6);
      List<String> lines = Frame.render(downloads, width, height);
      assertThat(lines).as("seed %d", seed).hasSizeLessThanOrEqualTo(height);
      assertThat(lines)
          .as("seed %d, width %d", seed, width)
          .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
    }
  }

  private static Progress randomDownload(Random random) {
    StringBuilder name = new StringBuilder();
    for (int length = random.nextInt(60); length > 0; length--) {
      name.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
    }
    return new Progress(
        "1",
        name.toString(),
        random.nextBoolean() ? null : random.nextLong() >>> random.nextInt(64) >>> 1,
        random.nextLong() >>> random.nextInt(64) >>> 1,
        random.nextLong() >>> random.nextInt(64) >>> 1,
        random.nextInt(300),
        random.nextInt(Integer.MAX_VALUE),
        random.nextBoolean() ? null : "waiting");
  }

  private static String line(int width) {
    return Frame.render(List.of(DOWNLOAD), width, 20).get(0);
  }
}
