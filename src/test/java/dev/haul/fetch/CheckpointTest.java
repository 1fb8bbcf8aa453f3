package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.Journal;
import dev.haul.download.Mark;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.RemoteFile;
import dev.haul.download.Samples;
import dev.haul.download.UrlRedaction;
import dev.haul.download.Validator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what is claimed. */
class CheckpointTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path folder;
  private OpenDownloads downloads;
  private Flights flights;
  private Download download;
  private PartFile part;

  @BeforeEach
  void begin() throws Exception {
    downloads = Samples.downloads(folder);
    flights = new Flights(downloads, Limits.hosts());
    download = Samples.begun(downloads, Samples.request("a"), 100);
    part = Objects.requireNonNull(download.part());
    RemoteFile remote = RemoteFile.of(100L, new Validator("\"e\"", null), null, true);
    download.beginJournal(part, remote, folder.resolve("f"), new UrlRedaction(List.of()));
  }

  private Flight flight(long first, String written) throws Exception {
    Flight flight = flights.takeOff(Chunk.of(download.key(), ByteRange.of(first, 50)));
    byte[] bytes = written.getBytes(StandardCharsets.US_ASCII);
    part.write(first, bytes, bytes.length, first);
    flight.wrote(bytes, bytes.length);
    return flight;
  }

  private static Mark mark(long first, String written) {
    CRC32C crc = new CRC32C();
    crc.update(written.getBytes(StandardCharsets.US_ASCII));
    return new Mark(ByteRange.of(first, written.length()), (int) crc.getValue());
  }

  private Checkpoint checkpoint(Duration every, long bytes) {
    return new Checkpoint(
        new Checkpoint.Settings(every, bytes), downloads, flights, Samples.space());
  }

  private List<Mark> claims() throws Exception {
    return Objects.requireNonNull(Journal.read(download.journalPath())).claims();
  }

  @Test
  void claimsWhatLandedAndWhatIsAloft() throws Exception {
    flights.drop(flight(0, "abc"));
    Flight aloft = flight(50, "de");
    checkpoint(Duration.ZERO, 1000).watch();
    assertThat(claims()).containsExactly(mark(0, "abc"), mark(50, "de"));
    aloft.wrote("f".getBytes(StandardCharsets.US_ASCII), 1);
    checkpoint(Duration.ZERO, 1000).watch();
    assertThat(claims()).endsWith(mark(50, "def"));
  }

  @Test
  void smallFileHasNoJournal() throws Exception {
    flight(0, "abc");
    checkpoint(NEVER, 4).watch();
    assertThat(download.journalPath()).doesNotExist();
  }

  @Test
  void manyBytesDoNotWait() throws Exception {
    flight(0, "abcd");
    checkpoint(NEVER, 4).watch();
    assertThat(claims()).containsExactly(mark(0, "abcd"));
    flight(50, "efg");
    checkpoint(NEVER, 4).watch();
    assertThat(claims()).hasSize(1);
  }

  @Test
  void lastOneIsAlwaysDueAndStoppingClosesTheJournal() throws Exception {
    flight(0, "abc");
    checkpoint(NEVER, 1000).last(Duration.ofMinutes(1));
    downloads.stop();
    assertThat(claims()).containsExactly(mark(0, "abc"));
    assertThat(Objects.requireNonNull(Journal.read(download.journalPath())).closed()).isTrue();
  }

  @Test
  void nothingOfOldGenerationIsClaimed() throws Exception {
    Flight late = flight(0, "abc");
    Checkpoint checkpoint = checkpoint(Duration.ZERO, 1);
    checkpoint.watch();
    downloads.restart(download.key());
    assertThat(download.journalPath()).doesNotExist();
    flights.drop(late);
    checkpoint.watch();
    assertThat(download.journalPath()).doesNotExist();
  }
}
