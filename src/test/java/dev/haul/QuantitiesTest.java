package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "512,512",
    "1B,1",
    "100KB,100000",
    "4MiB,4194304",
    "10GiB,10737418240",
    "1.5 MiB,1572864",
    "0.0001KB,0",
    "2tib,2199023255552",
    "9223372036854775807,9223372036854775807"
  })
  void readsSizes(String text, long bytes) {
    assertThat(Quantities.size(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "MiB",
        "-1",
        "+1",
        "1e3",
        "4M",
        "4 Mi B",
        "1,5MB",
        "1.",
        ".5",
        "4MiBs",
        "NaN",
        "٤",
        "9223372036854775808",
        "9999999TiB",
        "99999999999999999999999999999999"
      })
  void refusesWhatIsNoSize(String text) {
    assertThat(Quantities.size(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"300KB/s,300000", "1MiB/s,1048576", "0/s,0", "1.5 MB/S,1500000"})
  void readsRates(String text, long bytesPerSecond) {
    assertThat(Quantities.rate(text)).hasValue(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"300KB", "/s", "300KB/m", "300Kb/s/s", "fast"})
  void refusesWhatIsNoRate(String text) {
    assertThat(Quantities.rate(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "30s,30000", "5m,300000", "1h,3600000", "2d,172800000", "0.5s,500"})
  void readsDurations(String text, long millis) {
    assertThat(Quantities.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "1y", "-1s", "9223372036854775807s", "1h30m"})
  void refusesWhatIsNoDuration(String text) {
    assertThat(Quantities.duration(text)).isEmpty();
  }

  @Test
  void neverThrowsWhateverTheText() {
    long seed = Long.getLong("haul.seed", System.nanoTime());
    Random random = new Random(seed);
    String alphabet = "0123456789.eE+- kKmMgGiIbBsS/\0\uD83Dé";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String quantity = text.toString();
      assertThat(Quantities.size(quantity).orElse(0)).as("seed %d", seed).isNotNegative();
      assertThat(Quantities.rate(quantity).orElse(0)).as("seed %d", seed).isNotNegative();
      assertThat(Quantities.duration(quantity).orElse(Duration.ZERO).isNegative()).isFalse();
    }
  }
}
