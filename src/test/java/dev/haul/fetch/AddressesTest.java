package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {

  private static final InetSocketAddress A = new InetSocketAddress("127.0.0.2", 80);
  private static final InetSocketAddress B = new InetSocketAddress("127.0.0.3", 80);
  private static final InetSocketAddress C = new InetSocketAddress("127.0.0.4", 80);
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Addresses addresses = new Addresses();
  private long now = -5;

  private List<InetSocketAddress> order() {
    return addresses.inOrder(List.of(A, B, C), now);
  }

  @Test
  void addressesAreTriedAsResolved() {
    assertThat(order()).containsExactly(A, B, C);
  }

  @Test
  void addressThatFailedIsTriedLastForMinute() {
    order();
    addresses.failed(A, now);
    assertThat(order()).containsExactly(B, C, A);
    now += MINUTE - 1;
    assertThat(order()).containsExactly(B, C, A);
    now += 1;
    assertThat(order()).containsExactly(A, B, C);
  }

  @Test
  void addressThatFailsAgainIsAvoidedTwiceAsLong() {
    order();
    addresses.failed(A, now);
    now += MINUTE;
    addresses.failed(A, now);
    now += 2 * MINUTE - 1;
    assertThat(order()).containsExactly(B, C, A);
    now += 1;
    assertThat(order()).containsExactly(A, B, C);
  }

  @Test
  void failuresOfOneMomentCountOnce() {
    order();
    for (int i = 0; i < 32; i++) {
      addresses.failed(A, now);
    }
    now += MINUTE;
    assertThat(order()).containsExactly(A, B, C);
  }

  @Test
  void addressThatWorksIsForgiven() {
    order();
    addresses.failed(A, now);
    addresses.worked(A);
    assertThat(order()).containsExactly(A, B, C);
    assertThat(addresses.patienceMillis(A, 10_000)).isEqualTo(2000);
  }

  @Test
  void whoFailedFirstIsTriedFirstWhenAllFailed() {
    order();
    addresses.failed(C, now);
    addresses.failed(A, now + 1);
    addresses.failed(B, now + 2);
    now += 3;
    assertThat(order()).containsExactly(C, A, B);
  }

  @Test
  void waitIsShortWhileThereAreAlternativesAndGrowsWithFailures() {
    order();
    assertThat(addresses.patienceMillis(A, 10_000)).isEqualTo(2000);
    assertThat(addresses.patienceMillis(A, 500)).isEqualTo(500);
    addresses.failed(A, now);
    assertThat(addresses.patienceMillis(A, 10_000)).isEqualTo(4000);
    now += MINUTE;
    addresses.failed(A, now);
    now += 2 * MINUTE;
    addresses.failed(A, now);
    assertThat(addresses.patienceMillis(A, 10_000)).isEqualTo(10_000);
    assertThat(addresses.patienceMillis(A, 0)).isEqualTo(16_000);
  }

  @Test
  void onlyAddressIsGivenAllTheTime() {
    assertThat(addresses.inOrder(List.of(A), now)).containsExactly(A);
    addresses.failed(A, now);
    assertThat(addresses.patienceMillis(A, 10_000)).isEqualTo(10_000);
  }

  @Test
  void otherPortOfSameAddressIsAnotherMatter() {
    order();
    addresses.failed(A, now);
    InetSocketAddress other = new InetSocketAddress("127.0.0.2", 81);
    assertThat(addresses.inOrder(List.of(other, B), now)).containsExactly(other, B);
  }
}
