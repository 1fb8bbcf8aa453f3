package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.haul.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read of a journal is a prefix of what was written, whatever happened to it. */
class JournalFuzzTest {

  private record Written(byte[] bytes, List<Mark> claims) {}

  private static Written written(Random random) {
    StringBuilder text = new StringBuilder(JournalText.identity(JournalTest.identity("a")));
    List<Mark> claims = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      if (random.nextInt(6) == 0) {
        text.append(JournalText.closed());
      } else {
        Mark mark =
            JournalTest.mark(random.nextInt(1000), 1 + random.nextInt(1000), random.nextInt());
        claims.add(mark);
        text.append(JournalText.range(mark));
      }
    }
    return new Written(text.toString().getBytes(StandardCharsets.US_ASCII), claims);
  }

  private static void assertPrefix(Written written, byte[] found) {
    Journal.@Nullable Recorded read = JournalText.read(found);
    if (read != null) {
      assertThat(read.identity()).isEqualTo(JournalTest.identity("a"));
      assertThat(
              written.claims().subList(0, Math.min(read.claims().size(), written.claims().size())))
          .isEqualTo(read.claims());
    }
  }

  @Test
  void cutAnywhere() {
    Random random = Seeds.random();
    for (int i = 0; i < 300; i++) {
      Written written = written(random);
      for (int length = 0; length < written.bytes().length; length++) {
        assertPrefix(written, Arrays.copyOf(written.bytes(), length));
      }
    }
  }

  @Test
  void flippedAnywhere() {
    Random random = Seeds.random();
    for (int i = 0; i < 20; i++) {
      Written written = written(random);
      for (int bit = 0; bit < 8 * written.bytes().length; bit++) {
        byte[] flipped = written.bytes().clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertPrefix(written, flipped);
      }
    }
  }

  @Test
  void overwrittenByZerosOrGarbageAnywhere() {
    Random random = Seeds.random();
    for (int i = 0; i < 20_000; i++) {
      Written written = written(random);
      byte[] damaged = written.bytes().clone();
      int from = random.nextInt(damaged.length);
      int to = from + random.nextInt(damaged.length - from + 1);
      byte[] garbage = new byte[to - from];
      if (random.nextBoolean()) {
        random.nextBytes(garbage);
      }
      System.arraycopy(garbage, 0, damaged, from, garbage.length);
      assertPrefix(written, damaged);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void readsAnything(FuzzedDataProvider data) {
    Written written = written(new Random(data.consumeLong()));
    int keep = data.consumeInt(0, written.bytes().length);
    byte[] more = data.consumeRemainingAsBytes();
    byte[] found = Arrays.copyOf(written.bytes(), keep + more.length);
    System.arraycopy(more, 0, found, keep, more.length);
    Journal.@Nullable Recorded read = JournalText.read(found);
    if (read != null) {
      assertThat(read.claims()).allMatch(mark -> mark.range().last() < JournalTest.SIZE);
    }
    JournalText.read(more);
  }
}
