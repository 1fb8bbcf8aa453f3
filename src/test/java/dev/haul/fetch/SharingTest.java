package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import dev.haul.download.Validator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharingTest {

  private static final long SIZE = 20_000_000;
  private static final int CONSUMERS = 4;

  private final OpenDownloads downloads;
  private final Download download;
  private final Flights flights;
  private final ConnectionDemand demand;
  private final Sharing sharing;

  SharingTest(@TempDir Path folder) throws Exception {
    downloads = Samples.downloads(folder);
    download = Samples.begun(downloads, Samples.request("a"), SIZE);
    download.plannedUpTo(download.key(), SIZE);
    flights = new Flights(downloads, Limits.hosts());
    demand = new ConnectionDemand(Long.MAX_VALUE, any -> CONSUMERS);
    sharing =
        new Sharing(
            new Sharing.Settings(Duration.ofSeconds(1), Duration.ZERO, CONSUMERS, 256_000),
            flights,
            new ChunkQueue(downloads, flights, demand),
            demand);
  }

  private Flight flight(long first, long length, long speed) throws Exception {
    ByteRange range = ByteRange.of(first, length);
    Flight flight = flights.takeOff(Chunk.of(download.key(), range));
    RemoteFile remote = RemoteFile.of(SIZE, Validator.NONE, null, true);
    flight.answered(new Answer.Body(range, remote, null), false);
    flight.measured(speed);
    return flight;
  }

  private List<ByteRange> stolen() {
    // Before that one connection is thought to be enough.
    Awaitility.await().until(() -> System.nanoTime() - demand.reviewAt(download) >= 0);
    return sharing.stealTail().stream().map(Chunk::range).toList();
  }

  @Test
  void takesFromWhoeverWouldEndLastAndNotFromWhoeverHasMost() throws Exception {
    Flight fast = flight(0, 10_000_000, 5_000_000);
    Flight crawling = flight(10_000_000, 1_000_000, 20_000);
    flight(11_000_000, 1_000, 5_000_000);
    List<ByteRange> stolen = stolen();
    assertThat(stolen).hasSize(1);
    assertThat(stolen.get(0).last()).isEqualTo(10_999_999);
    assertThat(stolen.get(0).length()).isGreaterThan(990_000);
    assertThat(crawling.dutyEnd()).isEqualTo(stolen.get(0).first());
    assertThat(fast.dutyEnd()).isEqualTo(10_000_000);
  }

  @Test
  void takesAllOfWhoeverIsNearlySilent() throws Exception {
    flight(0, 10_000_000, 5_000_000);
    Flight silent = flight(10_000_000, 1, 0);
    assertThat(stolen()).isNotEmpty();
    assertThat(silent.abortedFor()).isInstanceOf(Retryable.TooSlow.class);
    assertThat(silent.rest()).isEqualTo(ByteRange.of(10_000_000, 1));
  }

  @Test
  void silenceIsNobodysFaultWhereAllAreSilent() throws Exception {
    Flight one = flight(0, 10_000_000, 0);
    Flight other = flight(10_000_000, 1, 0);
    stolen();
    assertThat(one.abortedFor()).isNull();
    assertThat(other.abortedFor()).isNull();
  }

  @Test
  void whatIsTakenAndWhatStaysDoNotOverlap() throws Exception {
    Flight flight = flight(0, 10_000_000, 1_000_000);
    List<ByteRange> stolen = stolen();
    assertThat(stolen).hasSize(CONSUMERS - 1);
    long bytes = stolen.stream().mapToLong(ByteRange::length).sum();
    assertThat(flight.dutyEnd() + bytes).isEqualTo(10_000_000);
  }

  @Test
  void takesOnlyOfLongTailsWhileOthersHoldEveryConnection() throws Exception {
    Download other = Samples.open(downloads, Samples.request("b"));
    for (int i = 0; i < CONSUMERS; i++) {
      flights.takeOff(Chunk.of(other.key(), ByteRange.of(i, 1)));
    }
    Flight flight = flight(0, 1_500_000, 1_000_000);
    assertThat(stolen()).isEmpty();
    flight.measured(500_000);
    assertThat(stolen()).hasSize(1);
  }

  /** Where every connection is cut soon, none gets old enough to be measured. */
  @Test
  void takesFromYoungConnectionsAtTheUsualSpeed() throws Exception {
    ByteRange range = ByteRange.of(0, 10_000_000);
    Flight young = flights.takeOff(Chunk.of(download.key(), range));
    young.answered(
        new Answer.Body(range, RemoteFile.of(SIZE, Validator.NONE, null, true), null), false);
    flight(10_000_000, 1, 1_000_000);
    assertThat(stolen()).hasSize(CONSUMERS - 2);
    assertThat(young.dutyEnd()).isLessThan(5_000_001);
  }

  @Test
  void takesNothingBeforeSpeedsAreKnown() throws Exception {
    ByteRange range = ByteRange.of(0, 10_000_000);
    Flight flight = flights.takeOff(Chunk.of(download.key(), range));
    RemoteFile remote = RemoteFile.of(SIZE, Validator.NONE, null, true);
    flight.answered(new Answer.Body(range, remote, null), false);
    assertThat(stolen()).isEmpty();
  }

  @Test
  void takesNothingWhileBytesAreUnplanned() throws Exception {
    Download begun = Samples.begun(downloads, Samples.request("c"), SIZE);
    ByteRange range = ByteRange.of(0, 10_000_000);
    Flight flight = flights.takeOff(Chunk.of(begun.key(), range));
    RemoteFile remote = RemoteFile.of(SIZE, Validator.NONE, null, true);
    flight.answered(new Answer.Body(range, remote, null), false);
    flight.measured(1_000_000);
    assertThat(stolen()).isEmpty();
    begun.plannedUpTo(begun.key(), SIZE);
    assertThat(stolen()).isNotEmpty();
  }

  /** A connection that begins anew may end late: its ranges are of another file. */
  @Test
  void takesNothingFromAnEarlierGeneration() throws Exception {
    Flight late = flight(0, 10_000_000, 1_000_000);
    downloads.restart(download.key());
    Samples.begin(download, SIZE);
    download.plannedUpTo(download.key(), SIZE);
    assertThat(stolen()).isEmpty();
    assertThat(late.dutyEnd()).isEqualTo(10_000_000);
  }

  /** Nobody can help who waits for a full host without a connection too many. */
  @Test
  void whoCannotBeHelpedKeepsNobodyFromHelp() throws Exception {
    Hosts hosts = Limits.hosts(1, 1);
    Flights aloft = new Flights(downloads, hosts);
    ConnectionDemand demand = new ConnectionDemand(Long.MAX_VALUE, any -> CONSUMERS);
    ChunkQueue queue = new ChunkQueue(downloads, aloft, demand);
    Flight longest = aloft.takeOff(Chunk.of(download.key(), ByteRange.of(0, 1)));
    aloft.takeOff(Chunk.of(download.key(), ByteRange.of(1, 1)));
    Download waits = Samples.open(downloads, Samples.request("http://full/a", b -> b));
    hosts.of(waits.url()).take();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      offer(camel, queue, waits);
      offer(camel, queue, Samples.open(downloads, Samples.request("http://free/b", b -> b)));
      new Sharing(
              new Sharing.Settings(Duration.ZERO, Duration.ZERO, 2, 256_000), aloft, queue, demand)
          .giveWay();
    }
    assertThat(longest.abortedFor()).isInstanceOf(Retryable.GaveWay.class);
  }

  private static void offer(DefaultCamelContext camel, ChunkQueue queue, Download download) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(Chunk.of(download.key(), ByteRange.of(0, 1)));
    queue.offer(exchange);
  }
}
