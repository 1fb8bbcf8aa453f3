package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.Backlog;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.download.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be put into the inbox was not accepted. */
class SubmissionsTest {

  private static final DownloadRequest REQUEST = Samples.request("a");

  @TempDir private Path folder;
  private final Backlog backlog = new Backlog();
  private Path inbox;
  private Submissions submissions;

  @BeforeEach
  void open() {
    inbox = folder.resolve("inbox");
    submissions =
        new Submissions(
            new InboxSettings(inbox, Duration.ZERO, 1), new OrderBook(inbox, backlog), backlog);
  }

  @Test
  void retryThatCannotBeStoredLeavesTheDownloadEnded() throws Exception {
    Receipt failed = Samples.receipt("a", Instant.EPOCH, null, "http://h/a");
    backlog.ended(REQUEST, failed);
    Files.writeString(inbox, "no folder");
    assertThatThrownBy(() -> submissions.again("a")).isInstanceOf(IOException.class);
    assertThat(backlog.find("a")).isNull();
    assertThat(backlog.findEnded("a").receipt()).isEqualTo(failed);

    Files.delete(inbox);
    submissions.again("a");
    assertThat(backlog.find("a").file()).isEqualTo("a.rest.json");
    assertThat(backlog.findEnded("a")).isNull();
    assertThat(inbox.resolve("a.rest.json")).exists();
  }
}
