package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlingTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final Settling settling = new Settling(Duration.ofSeconds(1), 2);

  private boolean offer(String file, long size, double changed, double at) {
    return settling.offer(file, size, second(changed), second(at));
  }

  private static Instant second(double seconds) {
    return NOW.plusMillis((long) (seconds * 1000));
  }

  @Test
  void takesFileAtFirstSightThatIsOldEnough() {
    assertThat(offer("a", 1, -1, 0)).isTrue();
    assertThat(offer("b", 1, -0.9, 0)).isFalse();
  }

  @Test
  void waitsUntilFileKeepsItsSizeAndTime() {
    assertThat(offer("a", 1, 0, 0)).isFalse();
    assertThat(offer("a", 2, 0, 0.9)).isFalse();
    assertThat(offer("a", 2, 1, 1.8)).isFalse();
    assertThat(offer("a", 2, 1, 2.7)).isFalse();
    assertThat(offer("a", 2, 1, 2.8)).isTrue();
  }

  @Test
  void takesFileFromTheFuture() {
    assertThat(offer("a", 1, 9999, 0)).isFalse();
    assertThat(offer("a", 1, 9999, 1)).isTrue();
  }

  @Test
  void survivesClockThatIsSetBack() {
    assertThat(offer("a", 1, 0, 0)).isFalse();
    assertThat(offer("a", 1, 0, -100)).isFalse();
    assertThat(offer("a", 1, 0, -99)).isTrue();
  }

  @Test
  void offersNoMoreThanMayBeInWork() {
    assertThat(offer("a", 1, -9, 0)).isTrue();
    assertThat(offer("b", 1, -9, 0)).isTrue();
    assertThat(offer("c", 1, -9, 0)).isFalse();
    settling.began("a", NOW);
    settling.ended("a", Settling.GRACE, NOW);
    assertThat(offer("c", 1, -9, 1)).isTrue();
    assertThat(settling.inWork()).isEqualTo(2);
  }

  @Test
  void offersAgainWhatWasNotTaken() {
    assertThat(offer("a", 1, -9, 0)).isTrue();
    assertThat(offer("a", 1, -9, 0)).isTrue();
    assertThat(settling.inWork()).isEqualTo(1);
  }

  @Test
  void leavesFileAloneWhileInWorkAndForTimeAfterIt() {
    assertThat(offer("a", 1, -9, 0)).isTrue();
    settling.began("a", NOW);
    assertThat(offer("a", 2, 0, 5)).isFalse();
    settling.ended("a", Settling.PAUSE, second(5));
    for (int second = 5; second < 35; second++) {
      assertThat(offer("a", 1, -9, second)).isFalse();
    }
    assertThat(offer("a", 1, -9, 35)).isTrue();
  }

  @Test
  void takesFileThatChangedSinceWithoutPause() {
    assertThat(offer("a", 1, -9, 0)).isTrue();
    settling.began("a", NOW);
    settling.ended("a", Settling.PAUSE, second(1));
    assertThat(offer("a", 2, 0, 1)).isFalse();
    assertThat(offer("a", 2, 0, 2)).isTrue();
  }

  @Test
  void forgetsFilesThatVanished() {
    for (int i = 0; i < 100; i++) {
      offer("file" + i, 1, 0, 0);
    }
    assertThat(settling.known()).isEqualTo(100);
    assertThat(offer("other", 1, 11, 11)).isFalse();
    assertThat(settling.known()).isEqualTo(1);
  }
}
