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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EscalationTest {

  private static final ByteRange RANGE = new ByteRange(0, 99);

  private final Escalation escalation;
  private final OpenDownloads downloads;
  private final Download download;
  private final Flights flights;

  EscalationTest(@TempDir Path folder) {
    downloads = Samples.downloads(folder);
    download = Samples.open(downloads, Samples.request("https://h/a", b -> b));
    flights = new Flights(downloads, Limits.hosts());
    escalation = new Escalation(new Escalation.Settings(3, 2), new HostHabits(), flights);
  }

  private Flight flight(int attempt) throws Exception {
    return asking(flights.takeOff(new Chunk(download.key(), RANGE, true, attempt, 0, 0)));
  }

  private static Flight asking(Flight flight) {
    flight.asks(
        new Asked(flight.url(), flight.chunk().range(), flight.chunk().ranged(), false, null, 0));
    return flight;
  }

  private DownloadFailure redirect(String location) throws Exception {
    return escalation.escalate(flight(0), new Retryable.Redirected(HttpUrl.parse(location)));
  }

  @Test
  void serverThatIsBusyForEveryFirstRangeIsAskedWithout_36() throws Exception {
    Retryable.ServerBusy busy = new Retryable.ServerBusy("503", Duration.ZERO);
    assertThat(escalation.escalate(flight(5), busy)).isSameAs(busy);
    assertThat(escalation.escalate(flight(6), busy)).isInstanceOf(Retryable.RangesUnusable.class);
    Retryable.ServerBusy until = new Retryable.ServerBusy("503", Duration.ofSeconds(1));
    assertThat(escalation.escalate(flight(6), until)).isSameAs(until);
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

  private DownloadFailure refused(Flight flight, int status) {
    return escalation.escalate(flight, new Permanent.Refused(status, flight.url()));
  }

  private void served(Flight flight, long length) {
    flight.download().location().proven(flight.url());
    flight.download().location().served(length);
  }

  private Flight flight(ByteRange range) throws Exception {
    return asking(flights.takeOff(Chunk.of(download.key(), range)));
  }

  @Test
  void placeThatServedAndRefusesIsAskedForAnewOnceForAll() throws Exception {
    redirect("https://h/signed");
    Samples.begin(download, 1000);
    Flight first = flight(0);
    Flight second = flight(1);
    served(first, 100);
    assertThat(refused(first, 404)).isInstanceOf(Retryable.UrlExpired.class);
    assertThat(download.url()).hasToString("https://h/a");
    Flight asks = flight(0);
    assertThat(refused(second, 404)).isInstanceOf(Retryable.UrlExpired.class);
    Flight waits = flight(1);
    assertThat(waits.abortedFor()).isInstanceOf(Retryable.AwaitsUrl.class);
    assertThat(asks.abortedFor()).isNull();
    flights.drop(asks);
    assertThat(flight(0).abortedFor()).isNull();
  }

  @Test
  void placeThatNeverServedIsNotAskedForAnew() throws Exception {
    redirect("https://h/signed");
    assertThat(refused(flight(0), 410)).isInstanceOf(Permanent.Refused.class);
  }

  @Test
  void askingAnewIsBoundedWhileNothingIsServed() throws Exception {
    Samples.begin(download, 1000);
    served(flight(0), 100);
    for (int i = 0; i < 2; i++) {
      redirect("https://h/signed/" + i);
      assertThat(refused(flight(0), 410)).isInstanceOf(Retryable.UrlExpired.class);
    }
    redirect("https://h/signed/x");
    flights.all().forEach(flights::drop); // No other connection may be what keeps it out.
    assertThat(refused(flight(0), 410)).isInstanceOf(Permanent.Refused.class);
  }

  @Test
  void firstRangeThatIsForbiddenIsAskedForAsAWhole() throws Exception {
    assertThat(refused(flight(0), 403)).isInstanceOf(Retryable.RangesUnusable.class);
    assertThat(refused(flight(0), 410)).isInstanceOf(Permanent.Refused.class);
    Flight whole = asking(flights.takeOff(Chunk.wholeFile(download.key())));
    assertThat(refused(whole, 403)).isInstanceOf(Permanent.Refused.class);
  }

  @Test
  void rangeLongerThanThoseServedIsHalved() throws Exception {
    Samples.begin(download, 100_000_000);
    served(flight(0), 500_000);
    var failure = refused(flight(ByteRange.of(0, 8_000_000)), 403);
    assertThat(((Retryable.RangeTooLong) failure).length()).isEqualTo(4_000_000);
    failure = refused(flight(ByteRange.of(8_000_000, 8_000_000)), 400);
    assertThat(((Retryable.RangeTooLong) failure).length()).isEqualTo(4_000_000);
    failure = refused(flight(ByteRange.of(0, 4_000_000)), 400);
    assertThat(((Retryable.RangeTooLong) failure).length()).isEqualTo(2_000_000);
    served(flight(0), 2_000_000);
    assertThat(refused(flight(ByteRange.of(0, 2_000_000)), 400))
        .isInstanceOf(Permanent.Refused.class);
  }

  @Test
  void refusalBesideOthersIsAboutTheirNumber() throws Exception {
    Samples.begin(download, 1000);
    Flight other = flight(0);
    served(other, 100);
    assertThat(refused(flight(0), 403)).isInstanceOf(Retryable.ServerBusy.class);
    assertThat(refused(flight(0), 404)).isInstanceOf(Permanent.Refused.class);
    flights.all().forEach(flights::drop);
    assertThat(refused(flight(0), 403))
        .isInstanceOf(Permanent.Refused.class)
        .hasMessageContaining("expired");
  }

  @Test
  void refusalIsAboutTheNumberWhenOthersWereServedMeanwhile() throws Exception {
    Samples.begin(download, 1000);
    Flight refused = flight(0);
    download.meter().answered(1);
    assertThat(refused(refused, 403)).isInstanceOf(Retryable.ServerBusy.class);
  }

  @Test
  void conditionThatDoesNotHoldIsDropped() throws Exception {
    Samples.begin(download, 1000);
    Flight flight = flight(0);
    flight.asks(new Asked(flight.url(), RANGE, true, true, null, 0));
    assertThat(refused(flight, 412)).isInstanceOf(Retryable.ConditionRefused.class);
    assertThat(download.location().takesIfRange()).isFalse();
    flight.asks(new Asked(flight.url(), RANGE, true, false, null, 0));
    assertThat(refused(flight, 412)).isInstanceOf(Permanent.Refused.class);
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
    Flight flight = asking(flights.takeOff(Chunk.wholeFile(download.key())));
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
    var refused = new Permanent.Refused(451, download.url());
    assertThat(escalation.escalate(flight(5), refused)).isSameAs(refused);
  }
}
