package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermanentTest {

  /** Who reads it has to know what to do next: a fact, a semicolon, an advice. */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 407, 410, 451})
  void everyRefusalSaysWhatToDo(int status) throws Exception {
    var refused = new Permanent.Refused(status, HttpUrl.parse("https://host/a?secret=1"));
    assertThat(refused).hasMessageMatching("https://host/a: [^;]+\\(" + status + "\\); .{10,}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha-256", "md5"})
  void wrongBytesCanBeFound(String algorithm) {
    int digits = algorithm.equals("md5") ? 32 : 64;
    var wrong = new Permanent.ChecksumMismatch(Checksum.of(algorithm, "1".repeat(digits)), "2");
    assertThat(wrong).hasMessageContaining("was 2;").hasMessageContaining(".haul/quarantine");
  }
}
