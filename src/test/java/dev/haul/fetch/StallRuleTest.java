package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallRuleTest {

  private static final StallRule RULE =
      new StallRule(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(70), 3);

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void firstAnswerOfAnUnknownHostMayTakeItsTime() {
    assertThat(RULE.isOverdue(millis(60_000), 0, 0, 0)).isFalse();
  }

  @Test
  void answerIsOverdueFarBeyondThoseOfItsDownload() {
    assertThat(RULE.isOverdue(millis(2_999), millis(10), 0, 0)).isFalse();
    assertThat(RULE.isOverdue(millis(3_001), millis(10), 0, 0)).isTrue();
    assertThat(RULE.isOverdue(millis(9_000), millis(500), 0, 0)).isFalse();
    assertThat(RULE.isOverdue(millis(10_001), millis(500), 0, 0)).isTrue();
  }

  @Test
  void isCutNoOftenerThanASlowOne() {
    assertThat(RULE.isOverdue(millis(5_000), millis(10), 0, 2)).isTrue();
    assertThat(RULE.isOverdue(millis(5_000), millis(10), 0, 3)).isFalse();
  }

  @Test
  void otherFilesOfTheHostCutOnlyOnceAndLater() {
    assertThat(RULE.isOverdue(millis(5_000), 0, millis(10), 0)).isFalse();
    assertThat(RULE.isOverdue(millis(10_001), 0, millis(10), 0)).isTrue();
    assertThat(RULE.isOverdue(millis(10_001), 0, millis(10), 1)).isFalse();
  }

  @Test
  void headerHasToEnd() {
    assertThat(RULE.isEndless(millis(69_000))).isFalse();
    assertThat(RULE.isEndless(millis(70_001))).isTrue();
  }

  @Test
  void silentBodyIsStuck() {
    assertThat(RULE.isStuck(millis(9_999), false)).isFalse();
    assertThat(RULE.isStuck(millis(10_001), false)).isTrue();
  }

  @Test
  void bodyThatOnlyOwesItsEndIsStuckSoon() {
    assertThat(RULE.isStuck(millis(999), true)).isFalse();
    assertThat(RULE.isStuck(millis(1_001), true)).isTrue();
  }
}
