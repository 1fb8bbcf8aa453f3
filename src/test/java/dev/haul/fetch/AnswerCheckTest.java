package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerCheckTest {

  /** Its bytes are not wanted, and what it says of versions was asked before the restart. */
  @Test
  void answerToAnEarlierGenerationSaysNothingOfThisOne(@TempDir Path folder) throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Download download = Samples.begun(downloads, Samples.request("a"), 1000);
    Flights flights = new Flights(downloads, Limits.hosts());
    HostHabits habits = new HostHabits();
    AnswerCheck check =
        new AnswerCheck(new Escalation(new Escalation.Settings(3, 2), habits, flights), habits);
    ByteRange range = ByteRange.of(100, 100);
    Flight late = flights.takeOff(Chunk.of(download.key(), range));
    late.asks(new Asked(late.url(), range, true, false, null, 0));
    downloads.restart(download.key());
    Samples.begin(download, 1000);
    late.received(
        new ResponseHead.Builder()
            .add("Content-Range", "bytes 100-199/1000")
            .add("ETag", "\"other\"")
            .build(206));
    assertThatThrownBy(() -> check.check(late, InputStream.nullInputStream()))
        .isInstanceOf(Retryable.Superseded.class);
    assertThat(download.versions().isDisputed()).isFalse();
  }
}
