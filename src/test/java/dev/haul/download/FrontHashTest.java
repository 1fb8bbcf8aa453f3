package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.Seeds;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontHashTest {

  private final Path folder;
  private final PartFile part;

  FrontHashTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    part = PartFile.create(folder.resolve("a.part"), 0, List.of());
  }

  @AfterEach
  void close() throws IOException {
    part.close();
  }

  private void write(String text, long position) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    part.write(position, bytes, bytes.length, position);
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
    for (int i = 0; i < 1000; i++) {
      write("piece " + i % 10, i * 7L);
      assertThat(part.hash().position()).isEqualTo((i + 1) * 7L);
    }
    part.follow(5);
    assertThat(part.hash().finish(7000)).isEqualTo(new FrontHash(part, List.of()).finish(7000));
  }

  /** Several writers at once, each in pieces, none of which knows how far the others are. */
  @Test
  void hashesEveryByteOnceWhateverTheOrderOfWriting() throws Exception {
    Random random = Seeds.random();
    for (int run = 0; run < 200; run++) {
      byte[] all = new byte[1 + random.nextInt(5000)];
      random.nextBytes(all);
      int share = 1 + random.nextInt(all.length);
      List<int[]> writers = new ArrayList<>();
      for (int first = 0; first < all.length; first += share) {
        writers.add(new int[] {first, first, Math.min(all.length, first + share)});
      }
      try (PartFile file = PartFile.create(folder.resolve(run + ".part"), 0, List.of())) {
        while (!writers.isEmpty()) {
          int[] writer = writers.get(random.nextInt(Math.min(4, writers.size())));
          int count = Math.min(writer[2] - writer[1], 1 + random.nextInt(700));
          byte[] piece = Arrays.copyOfRange(all, writer[1], writer[1] + count);
          file.write(writer[0], piece, count, writer[1]);
          bringsAgain(file, random, all.length);
          writer[1] += count;
          if (writer[1] == writer[2]) {
            writers.remove(writer);
          }
          long front = writers.stream().mapToLong(open -> open[1]).min().orElse(all.length);
          if (random.nextInt(5) == 0) {
            file.follow(front);
            assertThat(file.hash().position()).isEqualTo(file.front());
          }
        }
        assertThat(file.hash().finish(all.length))
            .containsEntry(
                "sha-256",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all)));
        assertThat(Files.readAllBytes(file.path())).isEqualTo(all);
      }
    }
  }

  /** Other bytes for what is hashed already, as a server that changed its mind sends them. */
  private static void bringsAgain(PartFile file, Random random, int size) throws IOException {
    int end = (int) Math.min(size, file.front());
    if (end > 0 && random.nextInt(4) == 0) {
      int first = random.nextInt(end);
      byte[] wrong = new byte[end - first];
      random.nextBytes(wrong);
      file.write(first, wrong, wrong.length, first);
    }
  }

  /** Else what lies behind would not be at the front, and all of it would be left for the end. */
  @Test
  void missesNothingThatIsToldWhileAnotherThreadHashes() throws Exception {
    int size = 2_000_000;
    for (int run = 0; run < 100; run++) {
      try (PartFile file = PartFile.create(folder.resolve(run + ".part"), size, List.of())) {
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<Void> other =
            CompletableFuture.runAsync(() -> follow(file, size / 2, together));
        follow(file, size, together);
        other.get();
        assertThat(file.hash().position()).isEqualTo(size);
      }
    }
  }

  private static void follow(PartFile file, long known, CyclicBarrier together) {
    try {
      together.await();
      file.follow(known);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another thread does that, and comes to the end by itself. */
  @Test
  void longWritesAreHashedWithoutAnyFurtherCall() throws Exception {
    Random random = Seeds.random();
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    byte[] piece = new byte[PartFile.LONG_WRITE_BYTES];
    int size = 0;
    for (int i = 0; i < 40; i++) {
      random.nextBytes(piece);
      int count = random.nextInt(4) == 0 ? 1 + random.nextInt(piece.length) : piece.length;
      part.write(0, piece, count, size);
      expected.update(piece, 0, count);
      size += count;
    }
    Awaitility.await().until(() -> part.hash().position() == part.front());
    assertThat(part.front()).isEqualTo(size);
    assertThat(part.hash().finish(size))
        .containsEntry("sha-256", HexFormat.of().formatHex(expected.digest()));
  }

  /** More of them than there can be threads beside. */
  @Test
  void manyFilesAreHashedAtOnce() throws Exception {
    byte[] piece = new byte[PartFile.LONG_WRITE_BYTES];
    Seeds.random().nextBytes(piece);
    List<CompletableFuture<Map<String, String>>> digests = new ArrayList<>();
    for (int i = 0; i < 4 + Runtime.getRuntime().availableProcessors(); i++) {
      Path path = folder.resolve(i + ".part");
      digests.add(CompletableFuture.supplyAsync(() -> digests(path, piece, 8)));
    }
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < 8; i++) {
      expected.update(piece);
    }
    String hex = HexFormat.of().formatHex(expected.digest());
    assertThat(digests).allSatisfy(each -> assertThat(each.get()).containsEntry("sha-256", hex));
  }

  private static Map<String, String> digests(Path path, byte[] piece, int pieces) {
    try (PartFile file = PartFile.create(path, 0, List.of())) {
      for (int i = 0; i < pieces; i++) {
        file.write(0, piece, piece.length, (long) i * piece.length);
      }
      return file.hash().finish((long) pieces * piece.length);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file that ends while it is hashed keeps neither its writer nor its thread. */
  @Test
  void closedFileHoldsNobody() throws Exception {
    byte[] piece = new byte[PartFile.LONG_WRITE_BYTES];
    for (int run = 0; run < 20; run++) {
      PartFile file = PartFile.create(folder.resolve(run + ".part"), 0, List.of());
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeOn(file, piece));
      Awaitility.await().until(() -> file.front() > 0);
      file.close();
      assertThatThrownBy(() -> writer.get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(ClosedChannelException.class);
    }
    assertThat(digests(folder.resolve("after.part"), piece, 8)).containsKey("sha-256");
  }

  private static void writeOn(PartFile file, byte[] piece) {
    try {
      for (long at = 0; at < 1L << 30; at += piece.length) {
        file.write(0, piece, piece.length, at);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesFileThatIsTooShort() throws Exception {
    write("abc", 0);
    FrontHash hash = new FrontHash(part, List.of());
    assertThatThrownBy(() -> hash.finish(4)).hasMessageContaining("expected 4 bytes");
  }
}
