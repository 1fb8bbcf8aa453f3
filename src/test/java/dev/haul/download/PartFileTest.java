package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.disk.PowerDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {

  @TempDir private Path folder;

  private Path path() {
    return folder.resolve(".haul/a.part");
  }

  private static void write(PartFile part, String text, long position) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    part.write(position, bytes, bytes.length, position);
  }

  @Test
  void hasItsSizeFromTheBeginningAndTakesNoRoom() throws Exception {
    long more = 2 * Files.getFileStore(folder).getUsableSpace();
    try (PartFile part = PartFile.create(path(), Math.min(more, 1L << 40), List.of())) {
      assertThat(Files.size(path())).isEqualTo(Math.min(more, 1L << 40));
      assertThat(part.size()).isEqualTo(Files.size(path()));
    }
  }

  @Test
  void writesWhereBytesBelongInAnyOrder() throws Exception {
    try (PartFile part = PartFile.create(path(), 6, List.of())) {
      write(part, "def", 3);
      write(part, "abc", 0);
      assertThat(Files.readString(path())).isEqualTo("abcdef");
    }
  }

  @Test
  void writesOnlyAsManyBytesAsTold() throws Exception {
    try (PartFile part = PartFile.create(path(), 0, List.of())) {
      part.write(0, new byte[] {'a', 'b', 'c'}, 2, 0);
      assertThat(Files.readString(path())).isEqualTo("ab");
    }
  }

  @Test
  void bytesThatAreHashedStay() throws Exception {
    try (PartFile part = PartFile.create(path(), 6, List.of())) {
      part.write(0, "abc".getBytes(StandardCharsets.US_ASCII), 3, 0);
      assertThat(part.hash().position()).isEqualTo(3);
      part.write(0, "XYZdef".getBytes(StandardCharsets.US_ASCII), 6, 0);
      assertThat(Files.readString(path())).isEqualTo("abcdef");
    }
  }

  @Test
  void readsBack() throws Exception {
    try (PartFile part = PartFile.create(path(), 0, List.of())) {
      write(part, "abcdef", 0);
      ByteBuffer buffer = ByteBuffer.allocate(3);
      assertThat(part.read(buffer, 2)).isEqualTo(3);
      assertThat(buffer.array()).asString(StandardCharsets.US_ASCII).isEqualTo("cde");
      assertThat(part.read(buffer.clear(), 4)).isEqualTo(2);
      assertThat(part.read(buffer.clear(), 6)).isEqualTo(-1);
    }
  }

  @Test
  void lateWriteOfAnOldGenerationCannotReachTheNewOne() throws Exception {
    PartFile old = PartFile.create(path(), 4, List.of());
    old.close();
    try (PartFile fresh = PartFile.create(path(), 4, List.of())) {
      write(fresh, "new!", 0);
      assertThatThrownBy(() -> write(old, "OLD", 0)).isInstanceOf(ClosedChannelException.class);
      assertThat(Files.readString(path())).isEqualTo("new!");
    }
  }

  @Test
  void isForOneWriterAtATime() throws Exception {
    try (PartFile mine = PartFile.create(path(), 4, List.of())) {
      write(mine, "mine", 0);
      assertThatThrownBy(() -> PartFile.create(path(), 4, List.of()))
          .isInstanceOf(Retryable.InUse.class)
          .hasMessageContaining("another Haul");
      assertThatThrownBy(() -> PartFile.open(path(), List.of()))
          .isInstanceOf(Retryable.InUse.class);
      assertThat(Files.readString(path())).isEqualTo("mine");
    }
    PartFile.open(path(), List.of()).close();
  }

  @Test
  void cutsWhatLiesBehindTheEnd() throws Exception {
    try (PartFile part = PartFile.create(path(), 10, List.of())) {
      part.sync(20);
      assertThat(part.size()).isEqualTo(10);
      part.sync(4);
      assertThat(part.size()).isEqualTo(4);
    }
  }

  @Test
  void refusesBytesOnceClosed() throws Exception {
    PartFile part = PartFile.create(path(), 1, List.of());
    part.close();
    part.close();
    assertThatThrownBy(() -> write(part, "x", 0)).isInstanceOf(ClosedChannelException.class);
  }

  /** Of a disk that says no when told to, as no real one does at will. */
  private final PowerDisk faulty = new PowerDisk(new Random(1));

  private PartFile onFaultyDisk() throws IOException {
    return PartFile.create(faulty.root().resolve("a.part"), 0, List.of(), FileLocks.NONE);
  }

  @Test
  void bytesThatWereNotSyncedForWantOfRoomAreNeverClaimedAgain() throws Exception {
    try (PartFile part = onFaultyDisk()) {
      write(part, "abc", 0);
      faulty.failSyncs("No space left on device");
      assertThatThrownBy(part::force).isInstanceOf(Retryable.Unsynced.class);
      faulty.failSyncs(null);
      assertThatThrownBy(part::force).isInstanceOf(Retryable.Unsynced.class);
      assertThatThrownBy(() -> part.sync(3)).isInstanceOf(Retryable.Unsynced.class);
      assertThat(part.isUnsynced()).isTrue();
    }
  }

  @Test
  void diskThatBreaksIsNoFullDisk() throws Exception {
    try (PartFile part = onFaultyDisk()) {
      faulty.failSyncs("Input/output error");
      assertThatThrownBy(part::force).isNotInstanceOf(DownloadFailure.class);
      faulty.failSyncs(null);
      assertThatThrownBy(part::force).hasMessage("Input/output error");
      assertThat(part.isUnsynced()).isFalse();
    }
  }

  @Test
  void bytesOfHalfAWriteAreWrittenAgain() throws Exception {
    try (PartFile part = onFaultyDisk()) {
      faulty.failWrites("Disk quota exceeded");
      assertThatThrownBy(() -> write(part, "abcdef", 0))
          .isInstanceOfSatisfying(
              IOException.class, e -> assertThat(FullDisk.isMeantBy(e, folder)).isTrue());
      assertThat(part.hash().position()).isZero();
      faulty.failWrites(null);
      write(part, "ABCDEF", 0);
      part.sync(6);
      assertThat(Files.readString(part.path())).isEqualTo("ABCDEF");
    }
  }

  @Test
  void saysWhatSomebodyDidToIt() throws Exception {
    try (PartFile part = PartFile.create(path(), 6, List.of())) {
      part.expectIntact();
      Files.write(path(), new byte[5]);
      assertThatThrownBy(() -> write(part, "f", 5))
          .isInstanceOf(Retryable.PartLost.class)
          .hasMessageContaining(path() + " was cut to 5 bytes");
      assertThatThrownBy(() -> part.sync(6)).isInstanceOf(Retryable.PartLost.class);
      Files.move(path(), folder.resolve("aside"));
      assertThatThrownBy(part::expectIntact).hasMessageContaining("was removed");
      Files.write(path(), new byte[6]);
      assertThatThrownBy(part::expectIntact).hasMessageContaining("was replaced");
    }
  }
}
