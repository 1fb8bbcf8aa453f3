package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EndlessBodiesTest {

  @Test
  void bodyMayBeAsLargeAsTheLimit() {
    Flights none = new Flights(Samples.downloads(Path.of("/d")), Limits.hosts());
    EndlessBodies bodies = new EndlessBodies(none, 1000);
    assertThat(bodies.isTooLarge(1000)).isFalse();
    assertThat(bodies.isTooLarge(1001)).isTrue();
  }
}
