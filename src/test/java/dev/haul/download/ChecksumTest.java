package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksumTest {

  private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
  private static final String SHA_256 = "ab".repeat(32);

  @Test
  void readsBothSeparators() {
    assertThat(Checksum.parse("md5:" + MD5)).isEqualTo(new Checksum("md5", MD5));
    assertThat(Checksum.parse("md5=" + MD5)).isEqualTo(new Checksum("md5", MD5));
  }

  @Test
  void takesEveryUsualSpellingOfAnAlgorithm() {
    for (String name : List.of("sha-256", "SHA-256", "sha256", "SHA256", " Sha256 ")) {
      assertThat(Checksum.of(name, SHA_256.toUpperCase()))
          .isEqualTo(new Checksum("sha-256", SHA_256));
    }
    assertThat(Checksum.of("sha1", "0".repeat(40)).algorithm()).isEqualTo("sha-1");
    assertThat(Checksum.of("sha512", "0".repeat(128)).algorithm()).isEqualTo("sha-512");
    assertThat(Checksum.of("CRC32C", "0".repeat(8)).algorithm()).isEqualTo("crc32c");
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> Checksum.of("sha3-256", SHA_256))
        .hasMessageContaining("sha3-256")
        .hasMessageContaining("sha-512");
    assertThatThrownBy(() -> Checksum.of("sha-256", MD5)).hasMessageContaining("expected 64");
    assertThatThrownBy(() -> Checksum.of("md5", MD5.replace('d', 'g')))
        .hasMessageContaining("expected 32 hex digits");
    assertThatThrownBy(() -> Checksum.parse(MD5)).hasMessageContaining("expected ALG:HEX");
    assertThatThrownBy(() -> Checksum.parse(":" + MD5)).hasMessageContaining("expected ALG:HEX");
    assertThatThrownBy(() -> Checksum.parse("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsTheAlgorithmByTheLength() {
    assertThat(Checksum.byLength(MD5).algorithm()).isEqualTo("md5");
    assertThat(Checksum.byLength(SHA_256).algorithm()).isEqualTo("sha-256");
    assertThatThrownBy(() -> Checksum.byLength("00000000"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Checksum.byLength("x".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
