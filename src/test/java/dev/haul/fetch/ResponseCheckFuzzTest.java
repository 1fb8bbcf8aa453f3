package dev.haul.fetch;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.haul.Seeds;
import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.RemoteFile;
import dev.haul.download.Validator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a server answers: nothing but what was asked for may be written. */
class ResponseCheckFuzzTest {

  private static final List<Integer> STATUS =
      List.of(200, 203, 204, 206, 206, 206, 206, 301, 304, 403, 404, 416, 429, 500, 0, -1, 999);
  private static final List<String> TAGS = List.of("\"a\"", "\"b\"", "W/\"a\"", "a", "");

  @Test
  void windowsAreInsideWhatWasAskedFor() {
    Random random = Seeds.random();
    for (int i = 0; i < 50_000; i++) {
      holds(
          asked(random),
          random.nextBoolean() ? null : known(random),
          head(random).build(STATUS.get(random.nextInt(STATUS.size()))));
    }
  }

  @FuzzTest(maxDuration = "30s")
  void holdsForAnyFields(FuzzedDataProvider data) {
    Random random = new Random(data.consumeLong());
    ResponseHead.Builder head = head(random);
    for (String name :
        List.of(
            "content-range",
            "content-length",
            "content-type",
            "etag",
            "last-modified",
            "location",
            "retry-after",
            "date")) {
      if (data.consumeBoolean()) {
        head.add(name, data.consumeString(60));
      }
    }
    RemoteFile known = data.consumeBoolean() ? null : known(random);
    holds(asked(random), known, head.build(data.consumeInt(0, 999)));
  }

  @Test
  void validPartIsNeverRefused() {
    Random random = Seeds.random();
    for (int i = 0; i < 50_000; i++) {
      long size = 1 + random.nextInt(1000);
      long first = random.nextBoolean() ? 0 : random.nextInt((int) size);
      long last = first + random.nextInt((int) (size - first));
      long askedLast = random.nextBoolean() ? last : last + random.nextInt(50);
      Asked asked =
          new Asked(ResponseCheckTest.URL, new ByteRange(first, askedLast), true, false, null, 0);
      Validator version = new Validator(random.nextBoolean() ? "\"a\"" : null, null);
      boolean begun = first > 0 || random.nextBoolean();
      ResponseHead.Builder head =
          new ResponseHead.Builder()
              .add(
                  "Content-Range",
                  "bytes " + first + "-" + last + "/" + (begun && i % 3 == 0 ? "*" : size));
      if (random.nextBoolean()) {
        head.add("Content-Length", String.valueOf(last - first + 1));
      }
      if (version.etag() != null) {
        head.add("ETag", version.etag());
      }
      Answer answer =
          ResponseCheck.check(
              asked, begun ? RemoteFile.of(size, version, null, true) : null, head.build(206));
      if (!(answer instanceof Answer.Body body)
          || !body.window().equals(new ByteRange(first, last))) {
        throw new AssertionError(asked + ": " + head.build(206) + " gave " + answer);
      }
    }
  }

  private static void holds(Asked asked, @Nullable RemoteFile known, ResponseHead head) {
    Answer answer = ResponseCheck.check(asked, known, head);
    if (answer instanceof Answer.Body body && !isAllowed(asked, known, head, body.window())) {
      throw new AssertionError(asked + " of " + known + ": " + head + " gave " + answer);
    }
  }

  private static boolean isAllowed(
      Asked asked, @Nullable RemoteFile known, ResponseHead head, ByteRange window) {
    boolean wholeFile = known == null && head.status() != 206;
    return window.first() == asked.range().first()
        && (wholeFile ? window.first() == 0 : asked.range().contains(window));
  }

  private static Asked asked(Random random) {
    boolean ranged = random.nextInt(4) > 0;
    ByteRange range =
        ranged ? ByteRange.of(number(random), 1 + number(random)) : ByteRange.startingAt(0);
    Validator existing =
        random.nextInt(4) == 0 ? new Validator(TAGS.get(random.nextInt(5)), null) : null;
    return new Asked(
        ResponseCheckTest.URL,
        range,
        ranged,
        ranged && random.nextBoolean(),
        existing,
        number(random));
  }

  private static RemoteFile known(Random random) {
    Long size = random.nextInt(8) == 0 ? null : number(random);
    return RemoteFile.of(size, new Validator(TAGS.get(random.nextInt(5)), null), null, true);
  }

  private static long number(Random random) {
    return random.nextInt(4) == 0 ? 0 : random.nextInt(4);
  }

  private static ResponseHead.Builder head(Random random) {
    ResponseHead.Builder head = new ResponseHead.Builder();
    if (random.nextInt(8) > 0) {
      String total = random.nextInt(3) == 0 ? "*" : String.valueOf(number(random));
      String range = number(random) + "-" + number(random);
      head.add("Content-Range", "bytes " + (random.nextInt(6) == 0 ? "*" : range) + "/" + total);
    }
    if (random.nextInt(3) > 0) {
      head.add("Content-Length", String.valueOf(number(random)));
    }
    if (random.nextInt(3) == 0) {
      head.add("ETag", TAGS.get(random.nextInt(5)));
    }
    if (random.nextInt(10) == 0) {
      head.add("Transfer-Encoding", "chunked");
    }
    if (random.nextInt(10) == 0) {
      head.add("Location", "/" + number(random));
    }
    return head;
  }
}
