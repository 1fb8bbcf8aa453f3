package dev.haul.intake;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.haul.download.Door;
import java.time.Instant;

/** Whatever the bytes: a reader gives at least one URL or says why not, and nothing else. */
class ReadersFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void list(byte[] content) {
    read("a.txt", content);
  }

  @FuzzTest(maxDuration = "30s")
  void json(byte[] content) {
    read("a.json", content);
  }

  @FuzzTest(maxDuration = "30s")
  void shortcut(byte[] content) {
    read("a.url", content);
    read("a.desktop", content);
  }

  @FuzzTest(maxDuration = "30s")
  void location(byte[] content) {
    read("a.webloc", content);
  }

  private static void read(String name, byte[] content) {
    try {
      Batch batch = new RequestReader().read(name, content, Door.FOLDER, Instant.EPOCH);
      if (batch.requests().stream().anyMatch(request -> request.url().isBlank())) {
        throw new AssertionError("a request without a URL");
      }
      if (name.endsWith(".txt") && !Texts.sameUrls(batch, ListFormat.write(batch.requests()))) {
        throw new AssertionError("reads back differently: " + batch);
      }
    } catch (Unreadable e) {
      // The other allowed outcome.
    }
  }
}
