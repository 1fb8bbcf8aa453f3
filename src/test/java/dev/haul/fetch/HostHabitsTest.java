package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostHabitsTest {

  private final HostHabits habits = new HostHabits();

  @Test
  void remembersEachServerApart() {
    habits.dropsRangeWithIfRange("http://a");
    habits.servesRangesUpTo("http://a", 4000);
    habits.servesRangesUpTo("http://a", 8000);
    assertThat(habits.of("http://a")).isEqualTo(new HostHabits.Habit(false, 4000, false));
    assertThat(habits.of("http://b")).isEqualTo(new HostHabits.Habit(true, Long.MAX_VALUE, false));
  }

  @Test
  void forgetsTheOldestOfAThousand() {
    for (int i = 0; i <= 1000; i++) {
      habits.dropsRangeWithIfRange("http://" + i);
    }
    assertThat(habits.of("http://0").ifRange()).isTrue();
    assertThat(habits.of("http://1").ifRange()).isFalse();
  }
}
