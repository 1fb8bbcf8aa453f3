package dev.haul.intake;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.assertj.core.api.Assertions;

/** Reads text as an input of a given name. */
final class Texts {

  private Texts() {}

  static Batch read(String name, String text) throws Unreadable {
    return read(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Batch read(String name, byte[] content) throws Unreadable {
    return new RequestReader().read(name, content, Door.FOLDER, Instant.EPOCH);
  }

  /** Why {@code text} is refused. */
  static String refusal(String name, String text) {
    return refusal(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static String refusal(String name, byte[] content) {
    Throwable refused = Assertions.catchThrowable(() -> read(name, content));
    Assertions.assertThat(refused).isInstanceOf(Unreadable.class);
    return String.valueOf(refused.getMessage());
  }

  /** Whether {@code written} reads back as the URLs of {@code batch}. */
  static boolean sameUrls(Batch batch, String written) throws Unreadable {
    return read("a.txt", written).requests().stream()
        .map(DownloadRequest::urls)
        .toList()
        .equals(batch.requests().stream().map(DownloadRequest::urls).toList());
  }
}
