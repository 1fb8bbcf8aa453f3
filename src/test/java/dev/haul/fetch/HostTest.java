package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Retryable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Retryable.ServerBusy BUSY = new Retryable.ServerBusy("busy (503)", HOUR);
  private static final Retryable RESET = new Retryable.ConnectionLost("reset", "gone");

  private final AtomicInteger looked = new AtomicInteger();
  private final Host host =
      new Host("http://h", new ConcurrencyLimit(4, 32), looked::incrementAndGet);

  private void fly(int count) {
    for (int i = 0; i < count; i++) {
      host.take();
      host.tookOff();
    }
  }

  private void serve(int count) {
    fly(count);
    for (int i = 0; i < count; i++) {
      host.answered();
    }
  }

  private Retryable busy(boolean tooMany) {
    host.landed(false);
    return host.busy(BUSY, System.nanoTime(), tooMany, HOUR);
  }

  private boolean isHeldBack() {
    return host.isHeldBack(System.nanoTime());
  }

  @Test
  void hasRoomUntilItIsFull() {
    assertThat(host.room(0)).isEqualTo(4);
    fly(4);
    assertThat(host.hasRoom(0)).isFalse();
    host.landed(false);
    host.free();
    assertThat(host.room(0)).isEqualTo(1);
  }

  @Test
  void everyAnswerMakesRoomAndSaysSo() {
    serve(4);
    assertThat(looked).hasValue(4);
    assertThat(host.room(System.nanoTime())).isEqualTo(4);
    fly(1);
    host.spoke();
    assertThat(looked).hasValue(5);
    assertThat(host.room(System.nanoTime())).isEqualTo(4);
  }

  @Test
  void whoIsOneTooManyWaitsForPlace() {
    serve(4);
    fly(1);
    assertThat(busy(false)).isInstanceOf(Retryable.Crowded.class).hasMessage("busy (503)");
    host.free();
    assertThat(host.room(System.nanoTime())).isZero();
    assertThat(isHeldBack()).isFalse();
    assertThat(host.reviewAt(0)).isPositive();
  }

  @Test
  void refusalAmongGoodAnswersNeedNotWaitForItsRetryAfter() {
    serve(4);
    host.landed(true);
    fly(1);
    assertThat(busy(false))
        .isInstanceOfSatisfying(
            Retryable.ServerBusy.class, busy -> assertThat(busy.retryAfter()).isZero());
    assertThat(isHeldBack()).isFalse();
  }

  @Test
  void hostThatServesNobodyIsLeftAloneOnceAllAreRefused() {
    fly(2);
    assertThat(busy(false)).isSameAs(BUSY);
    assertThat(isHeldBack()).isFalse();
    assertThat(busy(false)).isSameAs(BUSY);
    assertThat(isHeldBack()).isTrue();
    assertThat(host.hasRoom(System.nanoTime())).isFalse();
    long now = System.nanoTime();
    assertThat(host.reviewAt(now) - now).isPositive();
    assertThat(host.isHeldBack(now + HOUR.toNanos())).isFalse();
  }

  @Test
  void tooManyRequestsLeaveItAloneWhoeverIsServed() {
    serve(4);
    fly(1);
    assertThat(busy(true)).isSameAs(BUSY);
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void shorterWaitDoesNotEndLongerOne() {
    fly(2);
    busy(true);
    host.landed(false);
    host.busy(BUSY, System.nanoTime(), true, Duration.ofNanos(1));
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void connectionThatIsResetTellsOfTheNumberOnlyWhileOthersAreServed() {
    fly(2);
    host.landed(false);
    assertThat(host.closed(RESET, 0)).isSameAs(RESET);
    serve(2);
    host.landed(false);
    assertThat(host.closed(RESET, 0))
        .isInstanceOfSatisfying(
            Retryable.Crowded.class, crowded -> assertThat(crowded.reason()).isEqualTo("reset"));
  }

  @Test
  void isForgottenOnlyWhenNothingNeedBeRemembered() {
    long later = System.nanoTime() + HOUR.toNanos() * 2;
    assertThat(host.isForgettable(later, later)).isTrue();
    fly(1);
    assertThat(host.isForgettable(later, later)).isFalse();
    busy(true);
    host.free();
    long now = System.nanoTime();
    assertThat(host.isForgettable(later, now)).isFalse();
    assertThat(host.isForgettable(later, later)).isTrue();
  }
}
