package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.Seeds;
import dev.haul.fetch.ConcurrencyLimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

  private static final Duration NONE = Duration.ZERO;
  private static final long SECOND = 1_000_000_000L;

  private final ConcurrencyLimit limit = new ConcurrencyLimit(4, 32);
  private long now = 77;

  /** A host that serves {@code k} connections and refuses the others; each round is a second. */
  private int round(ConcurrencyLimit of, int k) {
    int taken = of.at(now);
    int refused = Math.max(0, taken - k);
    for (int i = 1; i <= taken - refused; i++) {
      of.answered(i, taken, now);
    }
    for (int i = 1; i <= refused; i++) {
      of.refused(taken - i, taken - refused, now - 1, NONE, now);
    }
    of.serves(taken - refused, now);
    now += SECOND;
    return refused;
  }

  @Test
  void doublesEachRoundTripUpToTheMost() {
    List<Integer> rounds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rounds.add(limit.at(now));
      round(limit, 100);
    }
    assertThat(rounds).containsExactly(4, 8, 16, 32, 32);
    assertThat(limit.isFull()).isTrue();
  }

  @Test
  void doesNotGrowWithoutUse() {
    for (int i = 0; i < 100; i++) {
      limit.answered(1, 1, now);
    }
    assertThat(limit.at(now)).isEqualTo(4);
  }

  @Test
  void doublesAlsoWhenTheHostIsSilent() {
    List<Integer> room = new ArrayList<>();
    for (int taken = 4; taken <= 32; now = limit.reviewAt(now)) {
      room.add(limit.room(taken, now));
      taken += limit.room(taken, now);
      if (limit.isFull() && limit.room(taken, now) == 0) {
        break;
      }
    }
    assertThat(room).containsExactly(0, 4, 0, 8, 0, 16);
    assertThat(limit.reviewAt(now)).isEqualTo(now);
  }

  @Test
  void isWhatWasNotRefused() {
    round(limit, 4);
    assertThat(limit.at(now)).isEqualTo(8);
    assertThat(round(limit, 4)).isEqualTo(4);
    assertThat(limit.at(now)).isBetween(4, 5);
    assertThat(round(limit, 4)).isLessThanOrEqualTo(1);
  }

  @Test
  void asksLessAndLessOftenWhatIsKnown() {
    int inFirstMinute = 0;
    for (int i = 0; i < 60; i++) {
      inFirstMinute += round(limit, 4);
    }
    int inTheHourAfter = 0;
    for (int i = 0; i < 3600; i++) {
      inTheHourAfter += round(limit, 4);
    }
    assertThat(inFirstMinute).isBetween(4, 16);
    assertThat(inTheHourAfter).isLessThan(3600 / 20);
  }

  @Test
  void findsTheNewNumberWhenTheHostBearsMoreOrLess() {
    for (int k : new int[] {4, 16, 2, 32, 1, 8}) {
      for (int i = 0; i < 400; i++) {
        round(limit, k);
      }
      assertThat(limit.at(now)).as("of " + k).isBetween(k, k + 1);
    }
  }

  @Test
  void refusalWhileAsManyAreServedSaysNothingOfTheNumber() {
    for (int i = 1; i <= 4; i++) {
      limit.answered(i, 4, now);
    }
    assertThat(limit.refused(3, 3, now, NONE, now)).isEqualTo(Verdict.SPORADIC);
    assertThat(limit.at(now)).isEqualTo(8);
  }

  @Test
  void fewRandomRefusalsDoNotStarveFastHost() {
    Random random = Seeds.random();
    long sum = 0;
    for (int i = 0; i < 20_000; i++) {
      int taken = limit.at(now);
      if (random.nextInt(20) == 0) {
        limit.refused(taken - 1, 1, now - 1, NONE, now);
      } else {
        limit.answered(1, taken, now);
      }
      now += SECOND / 100;
      sum += taken;
      assertThat(taken).isBetween(1, 32);
    }
    assertThat(sum / 20_000).isGreaterThan(12);
  }

  @Test
  void isHalvedOnceARoundWhenNobodyIsServed() {
    ConcurrencyLimit many = new ConcurrencyLimit(32, 32);
    for (int i = 31; i > 0; i--) {
      assertThat(many.refused(i, 0, now, NONE, now + 10)).isEqualTo(Verdict.SHUT);
    }
    assertThat(many.at(now)).isEqualTo(16);
    many.refused(15, 0, now + 20, NONE, now + 30);
    assertThat(many.at(now)).isEqualTo(8);
  }

  @Test
  void refusalOfTheOnlyConnectionChangesNothing() {
    assertThat(limit.refused(0, 0, now, NONE, now)).isEqualTo(Verdict.SHUT);
    assertThat(limit.at(now)).isEqualTo(4);
  }

  @Test
  void doesNotGrowWhileTheHostWantsToBeLeftAlone() {
    round(limit, 4);
    limit.refused(5, 4, now, Duration.ofSeconds(100), now);
    assertThat(limit.at(now)).isEqualTo(5);
    for (int i = 0; i < 99; i++) {
      limit.answered(4, 5, now);
      assertThat(limit.at(now)).isEqualTo(5);
      now += SECOND;
    }
    assertThat(limit.reviewAt(now) - now).isPositive();
    assertThat(limit.at(now + 2 * SECOND)).isEqualTo(6);
  }

  @Test
  void tooManyRequestsHalvesWhateverIsServed() {
    round(limit, 100);
    limit.slowDown(7, now, NONE, now);
    assertThat(limit.at(now)).isEqualTo(4);
    limit.slowDown(6, now - 1, NONE, now);
    assertThat(limit.at(now)).isEqualTo(4);
  }

  /** Any history, and it stays within its bounds and is never stuck. */
  @Test
  void neverLeavesItsBounds() {
    Random random = Seeds.random();
    for (int run = 0; run < 200; run++) {
      int most = 1 + random.nextInt(40);
      ConcurrencyLimit any = new ConcurrencyLimit(1 + random.nextInt(most), most);
      for (int i = 0; i < 200; i++) {
        int others = random.nextInt(most);
        int served = random.nextInt(others + 1);
        switch (random.nextInt(4)) {
          case 0 -> any.answered(served + 1, others + 1, now);
          case 1 -> any.serves(served, now);
          case 2 -> any.refused(others, served, now - random.nextInt(1000), NONE, now);
          default -> any.slowDown(others, now - random.nextInt(1000), NONE, now);
        }
        now += random.nextLong(SECOND);
        assertThat(any.at(now)).isBetween(1, most);
      }
      for (int i = 0; i < 4000; i++) {
        round(any, most);
      }
      assertThat(any.at(now)).isEqualTo(most);
    }
  }
}
