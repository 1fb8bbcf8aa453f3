package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Journal;
import dev.haul.download.Mark;
import dev.haul.download.Onlooker.Attempt;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.Permanent;
import dev.haul.download.RangeSet;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** All attempts that are under way, from take-off to the one tally each of them ends in. */
public final class Flights {

  /** RFC 6585 §4. */
  private static final int TOO_MANY_REQUESTS = 429;

  /** As much is compared to tell whether another node has the same bytes. */
  private static final long SAMPLE_BYTES = 64 * 1024;

  private final OpenDownloads downloads;
  private final Hosts hosts;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Flight> aloft = new ConcurrentHashMap<>();
  private final HostWaits waits = new HostWaits();
  private volatile boolean stopping;

  public Flights(OpenDownloads downloads, Hosts hosts) {
    this.downloads = downloads;
    this.hosts = hosts;
  }

  Hosts hosts() {
    return hosts;
  }

  /** How the hosts in use are used. */
  public Hosts.Load hostLoad() {
    return hosts.load();
  }

  /**
   * Attempts under way.
   *
   * @param asking those without a valid answer yet
   * @param receiving those whose body is coming
   */
  public record Aloft(int asking, int receiving) {}

  /** How many attempts are under way. */
  public Aloft aloft() {
    int receiving = (int) aloft.values().stream().filter(Flight::isAnswered).count();
    return new Aloft(Math.max(0, aloft.size() - receiving), receiving);
  }

  /**
   * Begins an attempt.
   *
   * @throws Retryable.Superseded when the chunk's download is closed or began anew
   * @throws Retryable.Stopping when Haul is stopping
   */
  public Flight takeOff(Chunk chunk) throws Retryable {
    Download download = downloads.find(chunk.download());
    if (download == null || download.isSettled()) {
      throw new Retryable.Superseded();
    }
    Flight flight = new Flight(ids.incrementAndGet(), chunk, download, hosts);
    aloft.put(flight.id(), flight);
    flight.host().tookOff();
    download.meter().connected();
    if (stopping) {
      flight.abort(new Retryable.Stopping());
    } else if (download.isTakenOver()) {
      flight.abort(new Retryable.InUse(download.partPath()));
    } else if (download.isHeld()) {
      flight.abort(new Retryable.Held(download.holds().get(0)));
    } else if (!download.location().ask(flight.id())) {
      flight.abort(new Retryable.AwaitsUrl());
    } else if (chunk.ranged() && download.versions().takeSample()) {
      sample(flight);
    }
    return flight;
  }

  /** The flight is to fetch the last bytes that are there once more, to compare them. */
  private void sample(Flight flight) {
    List<ByteRange> there = written(flight.download()).ranges();
    if (!there.isEmpty()) {
      ByteRange last = there.get(there.size() - 1);
      long length = Math.min(SAMPLE_BYTES, last.length());
      flight.samples(ByteRange.of(last.end() - length, length));
    }
  }

  /** What is in the part file of {@code download}, attempts under way included. */
  RangeSet written(Download download) {
    RangeSet written = download.covered();
    for (Flight flight : aloft.values()) {
      ByteRange some = flight.written();
      if (some != null && flight.chunk().download().equals(download.key())) {
        written = written.with(some);
      }
    }
    return written;
  }

  @Nullable Flight find(long id) {
    return aloft.get(id);
  }

  public Collection<Flight> all() {
    return aloft.values();
  }

  /**
   * The attempt worked: everything it was to bring is written.
   *
   * @param end size of the file if the end of the body told it, or null
   */
  Tally landComplete(Flight flight, @Nullable Long end) {
    boolean keepConnection = flight.answer() instanceof Answer.Body && !flight.leavesBody();
    land(flight, keepConnection, Attempt.DONE);
    return new Tally(flight.chunk(), flight.written(), null, end, null, false);
  }

  /** The attempt failed in a way that leaves hope: what it wrote counts. */
  public Tally land(Flight flight, Exception cause) {
    return crash(flight, cause, false);
  }

  /** The attempt failed in a way that ends the download. */
  public Tally landForGood(Flight flight, Exception cause) {
    return crash(flight, cause, true);
  }

  private Tally crash(Flight flight, Exception cause, boolean fatal) {
    DownloadFailure failure = explain(flight, DownloadFailure.within(cause));
    land(flight, false, failure.reason());
    failure = tellHost(flight, failure);
    // Not when the host only bears no more connections: then the place is where the file is.
    if (failure instanceof Retryable.ConnectionLost lost && lost.isUnreachable()) {
      flight.download().location().unreachable(flight.url());
    }
    return new Tally(flight.chunk(), flight.written(), flight.rest(), null, failure, fatal);
  }

  /**
   * The host learns from a flight that got no valid answer.
   *
   * @return the failure as the host explains it
   */
  private DownloadFailure tellHost(Flight flight, DownloadFailure failure) {
    if (flight.isAnswered()) {
      return failure;
    }
    if (failure instanceof Retryable.ServerBusy refusal) {
      Retryable.ServerBusy busy = hosts.bearable(refusal);
      Duration wait = hosts.withJitter(busy.retryAfter());
      boolean tooMany =
          !wait.isZero() && flight.hasResponse() && flight.head().status() == TOO_MANY_REQUESTS;
      return flight.host().busy(busy, flight.startedAt(), tooMany, wait);
    }
    if (flight.hasResponse()) {
      flight.host().spoke();
    } else if (failure instanceof Retryable.ConnectionLost lost
        && !lost.isUnknownHost()
        && !flight.isOnOldConnection()) {
      return flight.host().closed(lost, flight.startedAt());
    }
    return failure;
  }

  /** Ends an attempt of which nothing is to be counted; null when there never was one. */
  public void drop(@Nullable Flight flight) {
    if (flight != null) {
      land(flight, false, Attempt.DROPPED);
    }
  }

  private void land(Flight flight, boolean keepConnection, String outcome) {
    if (flight.land(keepConnection)) {
      keepMark(flight);
      aloft.remove(flight.id());
      flight.download().location().landed(flight.id());
      if (flight.isAnswered()) {
        long nanos = System.nanoTime() - flight.answeredAt();
        flight.download().meter().attemptEnded(flight.bytes(), nanos);
        waits.add(flight.url().origin(), flight.answeredAt() - flight.startedAt());
      }
      flight.download().meter().disconnected();
      flight.host().landed(flight.isAnswered());
      tell(flight, outcome);
    }
  }

  private void tell(Flight flight, String outcome) {
    long kept = outcome.equals(Attempt.DROPPED) ? 0 : flight.bytes();
    long began = flight.startedAt();
    downloads
        .onlooker()
        .ended(
            new Attempt(
                flight.download(),
                outcome,
                kept,
                flight.isAnswered() ? flight.answeredAt() - began : -1,
                System.nanoTime() - began));
  }

  /** Before the flight is forgotten: what it wrote is to be claimed by the next checkpoint. */
  private static void keepMark(Flight flight) {
    Mark mark = flight.mark();
    PartFile part = flight.download().part(flight.chunk().download());
    Journal journal = part == null ? null : part.journal();
    if (mark != null && journal != null) {
      journal.landed(mark);
    }
  }

  /** Puts a failure of the network or the disk into Haul's words. */
  private static DownloadFailure explain(Flight flight, Exception cause) {
    DownloadFailure abortedFor = flight.abortedFor();
    if (abortedFor != null) {
      return abortedFor;
    }
    if (cause instanceof DownloadFailure failure) {
      return failure;
    }
    String host = flight.url().origin();
    String certificate = certificateTrouble(cause);
    if (certificate != null) {
      return new Permanent.BadCertificate(host, certificate);
    }
    if (cause instanceof UnknownHostException) {
      return new Retryable.ConnectionLost("unknown-host", host + ": no such host");
    }
    if (cause instanceof ConnectException) {
      return new Retryable.ConnectionLost("refused", host + ": " + cause.getMessage());
    }
    if (cause instanceof SocketTimeoutException) {
      return new Retryable.Stalled(Duration.ofNanos(System.nanoTime() - flight.movedAt()));
    }
    return cause instanceof IOException
        ? new Retryable.ConnectionLost("reset", host + ": connection lost: " + cause.getMessage())
        : new Permanent.InternalError(cause);
  }

  /** What is wrong with the certificate, in the words of the innermost cause; null if nothing. */
  private static @Nullable String certificateTrouble(Throwable failure) {
    boolean certificate = false;
    String innermost = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      certificate |=
          cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException;
      innermost = cause.getMessage() == null ? innermost : cause.getMessage();
    }
    return certificate ? String.valueOf(innermost) : null;
  }

  /** Bytes that attempts under way have written for {@code download} and not tallied yet. */
  public long bytesInFlight(Download download) {
    return aloft.values().stream()
        .filter(flight -> flight.download() == download)
        .mapToLong(Flight::bytes)
        .sum();
  }

  /** How long answers of a host take, in nanoseconds; 0 before the first. */
  long usualWait(String origin) {
    return waits.mean(origin);
  }

  /**
   * Whether another connection of the same download was being served, or waited to be, while {@code
   * flight} was refused.
   */
  boolean hadCompany(Flight flight) {
    return flight.download().meter().answers() > flight.answersBefore()
        || aloft.values().stream()
            .anyMatch(
                other ->
                    other != flight
                        && other.download() == flight.download()
                        && other.url().origin().equals(flight.url().origin()));
  }

  /** Ends every attempt of {@code download} now. */
  public void abort(Download download, DownloadFailure reason) {
    aloft.values().stream()
        .filter(flight -> flight.download() == download)
        .forEach(flight -> flight.abort(reason));
  }

  /** Ends every attempt now. */
  public void stop() {
    stopping = true;
    aloft.values().forEach(flight -> flight.abort(new Retryable.Stopping()));
  }
}
