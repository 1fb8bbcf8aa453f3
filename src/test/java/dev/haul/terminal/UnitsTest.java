package dev.haul.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "999,999 B",
    "1000,1.0 KB",
    "999949,999.9 KB",
    "999950,1.0 MB",
    "12345678,12.3 MB",
    "9223372036854775807,9.2 EB"
  })
  void writesSizesDecimally(long bytes, String text) {
    assertThat(Units.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"59,59s", "60,1m00s", "187,3m07s", "7500,2h05m", "385200,4d11h"})
  void writesTimes(long seconds, String text) {
    assertThat(Units.time(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"10,0,''", "0,10,''", "11,10,2s", "9223372036854775807,1,''"})
  void saysNothingWhereNothingIsKnown(long remaining, long speed, String text) {
    assertThat(Units.timeLeft(remaining, speed)).isEqualTo(text);
  }
}
