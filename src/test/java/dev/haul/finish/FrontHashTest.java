package dev.haul.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.Checksum;
import dev.haul.download.PartFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontHashTest {

  private final PartFile part;

  FrontHashTest(@TempDir Path folder) throws IOException {
    part = PartFile.create(folder.resolve("a.part"), 0);
  }

  @AfterEach
  void close() throws IOException {
    part.close();
  }

  private void write(String text, long position) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    part.write(bytes, bytes.length, position);
  }

  private static Checksum wanted(String algorithm, int digits) {
    return Checksum.of(algorithm, "0".repeat(digits));
  }

  /** Values of the RFCs 1321, 6234 and 3720. */
  @Test
  void knowsEveryAlgorithm() throws Exception {
    write("123456789", 0);
    Map<String, String> digests =
        new FrontHash(
                part,
                List.of(
                    wanted("md5", 32),
                    wanted("sha-1", 40),
                    wanted("sha-512", 128),
                    wanted("crc32c", 8)))
            .finish(9);
    assertThat(digests)
        .containsEntry("md5", "25f9e794323b453885f5181f1b624d0b")
        .containsEntry("sha-1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441")
        .containsEntry("crc32c", "e3069283")
        .containsEntry(
            "sha-256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
    assertThat(digests.get("sha-512")).startsWith("d9e6762dd1c8eaf6d61b3c6192fc408d");
  }

  @Test
  void hashesTheEmptyFile() throws Exception {
    assertThat(new FrontHash(part, List.of()).finish(0))
        .containsEntry(
            "sha-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void followsTheFrontPieceByPiece() throws Exception {
    FrontHash pieces = new FrontHash(part, List.of());
    for (int i = 0; i < 1000; i++) {
      write("piece " + i, i * 9L);
      pieces.follow(i * 9L);
    }
    pieces.follow(5);
    long size = part.size();
    assertThat(pieces.finish(size)).isEqualTo(new FrontHash(part, List.of()).finish(size));
  }

  @Test
  void refusesFileThatIsTooShort() throws Exception {
    write("abc", 0);
    FrontHash hash = new FrontHash(part, List.of());
    assertThatThrownBy(() -> hash.finish(4)).hasMessageContaining("expected 4 bytes");
  }
}
