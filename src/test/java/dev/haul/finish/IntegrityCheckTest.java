package dev.haul.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.ByteRange;
import dev.haul.download.Checksum;
import dev.haul.download.Download;
import dev.haul.download.DownloadRequest.Builder;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt.Grade;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import dev.haul.download.Tally;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityCheckTest {

  private static final String SHA_256 =
      "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";
  private static final String MD5 = "25f9e794323b453885f5181f1b624d0b";

  private final OpenDownloads downloads;
  private final IntegrityCheck check;

  IntegrityCheckTest(@TempDir Path folder) {
    downloads = Samples.downloads(folder);
    check = new IntegrityCheck(downloads);
  }

  private Download arrived(UnaryOperator<Builder> details) throws Exception {
    Download download = Samples.begun(downloads, Samples.request("http://h/a", details), 9);
    arrive(download);
    return download;
  }

  private void arrive(Download download) throws Exception {
    download.part().write(0, "123456789".getBytes(StandardCharsets.US_ASCII), 9, 0);
    Tally tally = Samples.whole(download, new ByteRange(0, 8));
    downloads.tally(tally);
    check.follow(tally);
  }

  @Test
  void provesByLengthWhenNothingElseIsKnown() throws Exception {
    Verified verified = check.verify(arrived(b -> b));
    assertThat(verified.sha256()).isEqualTo(SHA_256);
    assertThat(verified.proof().grade()).isEqualTo(Grade.LENGTH);
    assertThat(verified.proof().checks()).isEmpty();
  }

  @Test
  void provesByEveryChecksumAskedFor() throws Exception {
    Download download =
        arrived(
            b ->
                b.checksum(Checksum.of("md5", MD5))
                    .checksum(Checksum.of("sha-256", SHA_256))
                    .checksum(Checksum.of("crc32c", "e3069283"))
                    .size(9L));
    Verified verified = check.verify(download);
    assertThat(verified.proof().grade()).isEqualTo(Grade.DIGEST);
    assertThat(verified.proof().checks())
        .hasSize(3)
        .allMatch(one -> one.matched() && one.expected().equals(one.actual()));
  }

  @Test
  void oneWrongChecksumIsEnough() throws Exception {
    Download download =
        arrived(
            b ->
                b.checksum(Checksum.of("sha-256", SHA_256))
                    .checksum(Checksum.of("md5", "0".repeat(32))));
    assertThatThrownBy(() -> check.verify(download)).isInstanceOf(Retryable.WrongBytes.class);
  }

  @Test
  void wrongBytesAreFetchedOnceMoreAndThenRefused() throws Exception {
    Download download = arrived(b -> b.checksum(Checksum.of("md5", "0".repeat(32))));
    assertThatThrownBy(() -> check.verify(download))
        .isInstanceOf(Retryable.WrongBytes.class)
        .hasMessageContaining(MD5);
    downloads.restart(download.key());
    Samples.begin(download, 9);
    arrive(download);
    assertThatThrownBy(() -> check.verify(download))
        .isInstanceOf(Permanent.ChecksumMismatch.class)
        .hasMessageContaining(MD5);
  }

  @Test
  void refusesFileOfAnotherSizeThanAskedFor() throws Exception {
    Download download = arrived(b -> b.size(10L));
    assertThatThrownBy(() -> check.verify(download)).isInstanceOf(Permanent.SizeMismatch.class);
  }

  @Test
  void refusesFileWithAHole() throws Exception {
    Download download = Samples.begun(downloads, Samples.request("a"), 9);
    downloads.tally(Samples.whole(download, new ByteRange(0, 7)));
    assertThatThrownBy(() -> check.verify(download)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lateCallsToFollowDoNoHarm() throws Exception {
    Download download = arrived(b -> b);
    Tally late = Samples.whole(download, new ByteRange(0, 8));
    check.verify(download);
    download.discardHandles();
    check.follow(late);
    downloads.close(download, Samples.receipt("a", Samples.NOW, null, "http://h/a"));
    check.follow(late);
  }
}
