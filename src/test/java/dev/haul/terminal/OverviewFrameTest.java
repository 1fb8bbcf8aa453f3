package dev.haul.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Progress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverviewFrameTest {

  private static final String WHERE = "http://127.0.0.1:8087/";
  private static final Progress RUNNING =
      new Progress("1", "archive.tar.gz", 32_000_000L, 12_300_000, 4_100_000, 16, 3, null);
  private static final Progress WAITING =
      new Progress("2", "b", null, 0, 0, 0, 1, "waiting: host asked for 12 s, until 12:04:10");

  @Test
  void saysWhatIsUnderWayAndThenEachDownload() {
    assertThat(OverviewFrame.render(overview(2, RUNNING, WAITING), 120, 20))
        .containsExactly(
            "4.1 MB/s  1 running  16 conn  2 waiting  1 paused  http://127.0.0.1:8087/",
            "archive.tar.gz                [=======>            ]  38%    12.3 MB / 32.0 MB"
                + "    4.1 MB/s      5s   16 conn  3 retries",
            "b                                                                          0 B"
                + "  waiting: host asked for 12 s, until 12:0");
  }

  @Test
  void saysThatThereIsNothing() {
    Overview idle = new Overview(WHERE, 0, 0, new Overview.Counts(0, 0, 0, 0), List.of());
    assertThat(OverviewFrame.render(idle, 80, 20))
        .containsExactly("nothing under way  http://127.0.0.1:8087/");
  }

  @Test
  void countsWhatDoesNotFitAndWhatTheServiceDidNotSend() {
    Progress[] many = Collections.nCopies(40, RUNNING).toArray(Progress[]::new);
    List<String> lines = OverviewFrame.render(overview(1000, many), 100, 10);
    assertThat(lines).hasSize(10);
    assertThat(lines.get(9)).isEqualTo("... and 992 more");
    assertThat(OverviewFrame.render(overview(41, many), 100, 60))
        .last()
        .isEqualTo("... and 1 more");
  }

  @Test
  void neverWrapsNorOverflows() {
    for (int width = 1; width < 130; width++) {
      for (int height = 1; height < 5; height++) {
        List<String> lines = OverviewFrame.render(overview(9, RUNNING, WAITING), width, height);
        assertThat(lines).hasSizeLessThanOrEqualTo(height);
        for (String line : lines) {
          assertThat(Columns.width(line)).isLessThanOrEqualTo(width);
        }
      }
    }
  }

  @Test
  void disarmsWhatItIsToldToSay() {
    assertThat(OverviewFrame.message("no answer\033[2J from x", 16))
        .containsExactly("no answer?[2J fr");
  }

  private static Overview overview(int all, Progress... downloads) {
    return new Overview(
        WHERE, 4_100_000, 16, new Overview.Counts(1, 2, 1, all), List.of(downloads));
  }
}
