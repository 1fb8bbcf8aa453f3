package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.Seeds;
import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import dev.haul.download.RemoteFile;
import dev.haul.download.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the response to the disk: no byte lands outside of what was asked for. */
class WindowTest {

  private static final int SIZE = 200;

  private final OpenDownloads downloads;
  private final Download download;
  private final Flights flights;

  WindowTest(@TempDir Path folder) throws Exception {
    downloads = Samples.downloads(folder);
    download = Samples.begun(downloads, Samples.request("a"), SIZE);
    flights = new Flights(downloads, Limits.hosts());
  }

  private static ResponseHead head(Random random) {
    long first = random.nextInt(SIZE);
    long last = first + random.nextInt(SIZE);
    ResponseHead.Builder head = new ResponseHead.Builder();
    head.add(
        "Content-Range", "bytes " + first + "-" + last + "/" + (random.nextBoolean() ? SIZE : "*"));
    if (random.nextInt(4) == 0) {
      head.add("Content-Length", String.valueOf(random.nextInt(2 * SIZE)));
    }
    return head.build(random.nextInt(3) == 0 ? 200 : 206);
  }

  @Test
  void noByteLandsOutsideOfWhatWasAskedFor() throws Exception {
    Random random = Seeds.random();
    PartWriter writer = new PartWriter(flights, Samples.space());
    int used = 0;
    for (int i = 0; i < 20_000; i++) {
      ResponseHead head = head(random);
      ByteRange asked = asked(random, head);
      Flight flight = flights.takeOff(Chunk.of(download.key(), asked));
      RemoteFile known = Objects.requireNonNull(download.remote());
      Answer answer =
          ResponseCheck.check(new Asked(flight.url(), asked, true, false, null, 0), known, head);
      if (answer instanceof Answer.Body) {
        flight.answered(answer, false);
        byte[] body = new byte[random.nextInt(3 * SIZE)];
        Arrays.fill(body, (byte) 0x55);
        if (random.nextBoolean()) {
          flight.stopBefore(asked.first() + random.nextInt(SIZE));
        }
        try {
          writer.write(flight, new ByteArrayInputStream(body));
        } catch (IOException e) {
          flights.land(flight, e);
        }
        used++;
        assertOnlyInside(asked);
      }
      flights.drop(flight);
    }
    assertThat(used).isGreaterThan(500);
  }

  /** Half of them as the answer says, so that some of the answers are valid. */
  private static ByteRange asked(Random random, ResponseHead head) {
    ContentRange stated = ContentRange.parse(head.first("content-range"));
    return stated == null || stated.range() == null || random.nextBoolean()
        ? ByteRange.of(random.nextInt(SIZE), 1 + random.nextInt(SIZE))
        : stated.range();
  }

  /** Also wipes what was written. */
  private void assertOnlyInside(ByteRange asked) throws IOException {
    var part = Objects.requireNonNull(download.part());
    ByteBuffer all = ByteBuffer.allocate(4 * SIZE);
    int length = part.read(all, 0);
    for (int at = 0; at < length; at++) {
      if (all.get(at) != 0 && (at < asked.first() || at > asked.last())) {
        throw new AssertionError("asked for " + asked + ", byte " + at + " was written");
      }
    }
    Files.write(part.path(), new byte[length], StandardOpenOption.WRITE);
  }
}
