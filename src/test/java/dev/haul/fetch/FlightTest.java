package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.HttpUrl;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import dev.haul.download.Tally;
import dev.haul.download.Validator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightTest {

  private final OpenDownloads downloads;
  private final Download download;
  private final Flights flights;
  private final AtomicInteger cancelled = new AtomicInteger();

  FlightTest(@TempDir Path folder) throws Exception {
    downloads = Samples.downloads(folder);
    download = Samples.begun(downloads, Samples.request("a"), 1000);
    flights = new Flights(downloads, Limits.hosts());
  }

  private Flight flight() throws Exception {
    return flights.takeOff(Chunk.of(download.key(), new ByteRange(100, 199)));
  }

  private boolean cancel() {
    cancelled.incrementAndGet();
    return true;
  }

  private static Answer body(ByteRange window, @Nullable Long size) {
    return new Answer.Body(window, RemoteFile.of(size, Validator.NONE, null, true), null);
  }

  @Test
  void bringsTheWindowAndNoByteMore() throws Exception {
    Flight flight = flight();
    flight.answered(body(new ByteRange(100, 149), 1000L), false);
    assertThat(flight.room()).isEqualTo(50);
    flight.advance(50);
    assertThat(flight.room()).isZero();
    assertThat(flight.leavesBody()).isFalse();
    assertThat(flight.written()).isEqualTo(new ByteRange(100, 149));
    assertThat(flight.rest()).isEqualTo(new ByteRange(150, 199));
  }

  @Test
  void restEndsWithTheFile() throws Exception {
    Flight flight = flight();
    flight.answered(body(new ByteRange(100, 149), 150L), false);
    flight.advance(50);
    assertThat(flight.rest()).isNull();
  }

  @Test
  void streamBringsAllOfTheBody() throws Exception {
    Flight flight = flights.takeOff(Chunk.of(download.key(), new ByteRange(0, 9)));
    flight.answered(body(new ByteRange(0, 999), 1000L), true);
    assertThat(flight.room()).isEqualTo(1000);
    flight.advance(10);
    assertThat(flight.rest()).isEqualTo(new ByteRange(10, 999));
  }

  @Test
  void emptyAnswerBringsNothingAndIsAskedForAgainIfThePlanRefusesIt() throws Exception {
    Flight flight = flight();
    flight.answered(new Answer.Unchanged(), false);
    assertThat(flight.room()).isZero();
    assertThat(flight.rest()).isEqualTo(flight.chunk().range());
    assertThat(flight.written()).isNull();
  }

  @Test
  void stopsBeforeWhatWasTakenAway() throws Exception {
    Flight flight = flight();
    flight.answered(body(new ByteRange(100, 199), 1000L), false);
    flight.advance(20);
    assertThat(flight.stopBefore(160)).isEqualTo(new ByteRange(160, 199));
    assertThat(flight.room()).isEqualTo(40);
    assertThat(flight.rest()).isEqualTo(new ByteRange(120, 159));
    assertThat(flight.leavesBody()).isTrue();
    flight.advance(40);
    assertThat(flight.rest()).isNull();
  }

  @Test
  void nothingCanBeTakenThatIsWrittenOrNotItsOwn() throws Exception {
    Flight flight = flight();
    flight.advance(20);
    assertThat(flight.stopBefore(119)).isNull();
    assertThat(flight.stopBefore(120)).isNull();
    assertThat(flight.stopBefore(200)).isNull();
    assertThat(flight.dutyEnd()).isEqualTo(200);
    flights.drop(flight);
    assertThat(flight.stopBefore(150)).isNull();
  }

  @Test
  void abortEndsTheConnectionOnce() throws Exception {
    Flight flight = flight();
    flight.connectedBy(this::cancel);
    flight.abort(new Retryable.GaveWay());
    flight.abort(new Retryable.Stopping());
    assertThat(cancelled).hasValue(1);
    assertThat(flight.abortedFor()).isInstanceOf(Retryable.GaveWay.class);
  }

  @Test
  void abortBeforeTheConnectionEndsItAsSoonAsItIsThere() throws Exception {
    Flight flight = flight();
    flight.abort(new Retryable.GaveWay());
    assertThat(cancelled).hasValue(0);
    flight.connectedBy(this::cancel);
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void landedFlightCannotBeAborted() throws Exception {
    Flight flight = flight();
    flight.connectedBy(this::cancel);
    assertThat(flight.land(true)).isTrue();
    assertThat(flight.land(true)).isFalse();
    flight.abort(new Retryable.GaveWay());
    assertThat(flight.abortedFor()).isNull();
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void failedFlightDropsItsConnectionAndTalliesWhatItWrote() throws Exception {
    Flight flight = flight();
    flight.connectedBy(this::cancel);
    flight.advance(30);
    Tally tally = flights.land(flight, new IOException("reset by peer"));
    assertThat(cancelled).hasValue(1);
    assertThat(tally.written()).isEqualTo(new ByteRange(100, 129));
    assertThat(tally.rest()).isEqualTo(new ByteRange(130, 199));
    assertThat(tally.failure()).isInstanceOf(Retryable.ConnectionLost.class);
    assertThat(tally.fatal()).isFalse();
    assertThat(flights.all()).isEmpty();
    assertThat(download.meter().connections()).isZero();
  }

  @Test
  void saysWhyInItsOwnWords() throws Exception {
    assertThat(flights.land(flight(), new UnknownHostException("h")).failure())
        .hasMessage("http://h: no such host");
    assertThat(flights.land(flight(), new SocketTimeoutException()).failure())
        .isInstanceOf(Retryable.Stalled.class);
    var handshake = new SSLHandshakeException("x");
    handshake.initCause(new CertificateException("expired"));
    assertThat(flights.landForGood(flight(), handshake).failure())
        .isInstanceOf(Permanent.BadCertificate.class)
        .hasMessageContaining("expired");
    assertThat(flights.landForGood(flight(), new IllegalStateException("bug")).failure())
        .isInstanceOf(Permanent.InternalError.class);
    Flight aborted = flight();
    aborted.abort(new Retryable.TooSlow(1, 2));
    assertThat(flights.land(aborted, new IOException("closed")).failure())
        .isInstanceOf(Retryable.TooSlow.class);
  }

  @Test
  void takesOffOnlyForOpenDownloads() throws Exception {
    DownloadKey old = download.key();
    downloads.restart(old);
    assertThatThrownBy(() -> flights.takeOff(Chunk.of(old, new ByteRange(0, 9))))
        .isInstanceOf(Retryable.Superseded.class);
  }

  @Test
  void stoppingAbortsFlightsOfNowAndLater() throws Exception {
    Flight now = flight();
    flights.stop();
    Flight later = flight();
    assertThat(now.abortedFor()).isInstanceOf(Retryable.Stopping.class);
    assertThat(later.abortedFor()).isInstanceOf(Retryable.Stopping.class);
  }

  /** The place is where the file is; asking where it is would make all others wait. */
  @Test
  void refusedConnectionToHostThatServesOthersDoesNotMeanThatThePlaceIsGone() throws Exception {
    HttpUrl place = HttpUrl.parse("http://elsewhere/file");
    download.location().redirect(download.url(), place);
    Flight served = flights.takeOff(Chunk.of(download.key(), ByteRange.of(0, 10)));
    served.answered(body(ByteRange.of(0, 10), 1000L), false);
    Flight refused = flights.takeOff(Chunk.of(download.key(), ByteRange.of(10, 10)));
    assertThat(flights.land(refused, new ConnectException("refused")).failure())
        .isInstanceOf(Retryable.Crowded.class);
    assertThat(download.url()).isEqualTo(place);
  }
}
