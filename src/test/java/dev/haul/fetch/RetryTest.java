package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Backoff;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadKey;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryTest {

  private static final ByteRange RANGE = new ByteRange(0, 99_999);
  private static final DownloadFailure RESET = new Retryable.ConnectionLost("reset", "gone");

  private final Retry retry =
      new Retry(new Backoff(Duration.ofHours(1), Duration.ofHours(10)), () -> 1);

  private static Tally tally(int attempt, long written, @Nullable DownloadFailure failure) {
    Chunk chunk = new Chunk(new DownloadKey("a", 1), RANGE, true, attempt, 2, System.nanoTime());
    return new Tally(chunk, RANGE.before(written), RANGE.from(written), null, failure, false);
  }

  private static Duration waits(Chunk chunk) {
    return Duration.ofNanos(chunk.notBefore() - System.nanoTime());
  }

  @Test
  void onlyTheRestComesBack() {
    assertThat(retry.atOnce(tally(3, 40_000, RESET)))
        .singleElement()
        .satisfies(
            chunk -> {
              assertThat(chunk.range()).isEqualTo(new ByteRange(40_000, 99_999));
              assertThat(chunk.attempt()).isEqualTo(3);
              assertThat(waits(chunk)).isNegative();
            });
  }

  @Test
  void nothingComesBackOfWhatIsDone() {
    Tally done = tally(0, 100_000, RESET);
    assertThat(retry.atOnce(done)).isEmpty();
    assertThat(retry.afterSlow(done)).isEmpty();
    assertThat(retry.later(done)).isEmpty();
  }

  @Test
  void slowChunkRemembersItsCuts() {
    assertThat(retry.afterSlow(tally(0, 10, RESET)).get(0).slowCuts()).isEqualTo(3);
  }

  @Test
  void failureWithoutProgressWaitsLongerEachTime() {
    Chunk first = retry.later(tally(0, 0, RESET)).get(0);
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(waits(first)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    Chunk third = retry.later(tally(2, 0, RESET)).get(0);
    assertThat(third.attempt()).isEqualTo(3);
    assertThat(waits(third)).isBetween(Duration.ofMinutes(239), Duration.ofMinutes(240));
  }

  @Test
  void progressResetsTheWait() {
    Chunk chunk = retry.later(tally(5, 50_000, RESET)).get(0);
    assertThat(chunk.attempt()).isZero();
    assertThat(waits(chunk)).isNegative();
  }

  @Test
  void trickleWaits() {
    Chunk chunk = retry.later(tally(5, 100, RESET)).get(0);
    assertThat(chunk.attempt()).isZero();
    assertThat(waits(chunk)).isPositive();
  }

  @Test
  void serverIsHeard() {
    var busy = new Retryable.ServerBusy("busy", Duration.ofHours(7));
    assertThat(waits(retry.later(tally(0, 0, busy)).get(0)))
        .isBetween(Duration.ofMinutes(419), Duration.ofMinutes(420));
  }
}
