package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionDemandTest {

  private final ConnectionDemand demand = new ConnectionDemand(1_000_000_000, download -> 32);

  @Test
  void needsFewConnectionsWhileNothingIsKnown() {
    assertThat(demand.needed(0, true)).isEqualTo(4);
  }

  @Test
  void needsAllWhenNothingFastCameInTime() {
    assertThat(demand.needed(0, false)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void needsAsManyAsReachEnough() {
    assertThat(demand.needed(100_000_000, false)).isEqualTo(10);
    assertThat(demand.needed(1_000_000, false)).isEqualTo(1000);
    assertThat(demand.needed(1, false)).isEqualTo(1_000_000_000);
  }

  @Test
  void needsAtLeastFew() {
    assertThat(demand.needed(2_000_000_000, false)).isEqualTo(4);
  }
}
