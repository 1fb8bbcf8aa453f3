package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.HttpUrl;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EscalationTest {

  private static final ByteRange RANGE = new ByteRange(0, 99);

  private final Escalation escalation = new Escalation(3, 2);
  private final OpenDownloads downloads;
  private final Download download;
  private final Flights flights;

  EscalationTest(@TempDir Path folder) {
    downloads = Samples.downloads(folder);
    download = Samples.open(downloads, Samples.request("https://h/a", b -> b));
    flights = new Flights(downloads, Limits.hosts());
  }

  private Flight flight(int attempt) throws Exception {
    return flights.takeOff(new Chunk(download.key(), RANGE, true, attempt, 0, 0));
  }

  private DownloadFailure redirect(String location) throws Exception {
    return escalation.escalate(flight(0), new Retryable.Redirected(HttpUrl.parse(location)));
  }

  @Test
  void followsRedirects() throws Exception {
    assertThat(redirect("https://h/b")).isInstanceOf(Retryable.Redirected.class);
    assertThat(download.url()).hasToString("https://h/b");
    assertThat(download.location().first()).hasToString("https://h/a");
  }

  @Test
  void doesNotGoRoundForEver() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(redirect("https://h/" + i % 2)).isInstanceOf(Retryable.Redirected.class);
    }
    assertThat(redirect("https://h/x"))
        .isInstanceOf(Permanent.BadRedirect.class)
        .hasMessageContaining("more than 3 redirects");
  }

  @Test
  void countsOneRedirectOfSeveralFlightsOnce() throws Exception {
    var first = flight(0);
    var second = flight(0);
    var to = new Retryable.Redirected(HttpUrl.parse("https://h/b"));
    escalation.escalate(first, to);
    escalation.escalate(second, to);
    assertThat(
            download
                .location()
                .redirect(HttpUrl.parse("https://h/b"), HttpUrl.parse("https://h/c")))
        .isEqualTo(2);
  }

  @Test
  void neverLeavesHttps() throws Exception {
    assertThat(redirect("http://h/b")).isInstanceOf(Permanent.BadRedirect.class);
    assertThat(download.url()).hasToString("https://h/a");
  }

  @Test
  void givesRangesUpAfterThreeInvalidAnswers() throws Exception {
    var invalid = new Retryable.InvalidAnswer("nonsense");
    assertThat(escalation.escalate(flight(0), invalid)).isSameAs(invalid);
    assertThat(escalation.escalate(flight(1), invalid)).isSameAs(invalid);
    assertThat(escalation.escalate(flight(2), invalid))
        .isInstanceOf(Retryable.RangesUnusable.class);
  }

  @Test
  void refusedFirstRangeIsAskedForWithoutRangeAtOnce() throws Exception {
    var refused = new Retryable.RangeRefused(RANGE);
    assertThat(escalation.escalate(flight(0), refused))
        .isInstanceOf(Retryable.RangesUnusable.class);
    Samples.begin(download, 1000);
    assertThat(escalation.escalate(flight(0), refused)).isSameAs(refused);
  }

  @Test
  void wholeFileHasNoRangesToGiveUp() throws Exception {
    var invalid = new Retryable.InvalidAnswer("nonsense");
    Flight flight = flights.takeOff(Chunk.wholeFile(download.key()));
    assertThat(escalation.escalate(flight, invalid)).isSameAs(invalid);
  }

  @Test
  void fileThatKeepsChangingIsGivenUp() throws Exception {
    var changed = new Retryable.RemoteChanged("a", "b");
    assertThat(escalation.escalate(flight(0), changed)).isSameAs(changed);
    download.versions().countChange();
    download.versions().countChange();
    assertThat(escalation.escalate(flight(0), changed)).isInstanceOf(Permanent.KeepsChanging.class);
  }

  @Test
  void leavesOtherFailuresAsTheyAre() throws Exception {
    var refused = new Permanent.Refused(404, download.url());
    assertThat(escalation.escalate(flight(5), refused)).isSameAs(refused);
  }
}
