package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One owner at a time, with and without locks; each {@link Ownership} stands for a process. */
class OwnershipTest {

  private static final Duration DEAD_AFTER = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private long now = 1;

  private Ownership process(FileLocks locks) {
    return new Ownership(
        folder.resolve("owner"), new Ownership.Terms(locks, DEAD_AFTER, "here", () -> now));
  }

  private Ownership process() {
    return process(FileLocks.NONE);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private List<String> records() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whoBeatsIsNotDead() throws Exception {
    Ownership first = process();
    Ownership second = process();
    assertThat(first.take()).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(second.take()).isFalse();
      pass(DEAD_AFTER.minusMillis(1));
      assertThat(first.beat()).isTrue();
    }
    assertThat(second.otherLives()).isTrue();
    assertThat(second.other().who()).contains(String.valueOf(ProcessHandle.current().pid()));
    assertThat(second.other().beat()).isGreaterThan(90);
  }

  @Test
  void whoDoesNotBeatIsDeadAfterAWhileOfWatching() throws Exception {
    assertThat(process().take()).isTrue();
    Ownership second = process();
    pass(DEAD_AFTER.multipliedBy(10)); // Nobody watched.
    assertThat(second.take()).isFalse();
    pass(DEAD_AFTER.minusNanos(1));
    assertThat(second.take()).isFalse();
    assertThat(second.otherLives()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(second.take()).isTrue();
    assertThat(records()).containsExactly("owner.2");
  }

  @Test
  void whoWasPausedSeesThatItIsOwnerNoMore() throws Exception {
    Ownership paused = process();
    paused.take();
    Ownership second = process();
    second.take();
    pass(DEAD_AFTER);
    assertThat(second.take()).isTrue();
    assertThat(paused.isTaken()).isTrue();
    assertThat(paused.beat()).isFalse();
    assertThat(paused.isTaken()).isFalse();
    assertThat(paused.other().epoch()).isEqualTo(2);
    assertThat(paused.take()).isFalse();
    assertThat(second.beat()).isTrue();
  }

  @Test
  void whoWasPausedSeesItAlsoWhenTheNextOneHasGone() throws Exception {
    Ownership paused = process();
    paused.take();
    Ownership second = process();
    second.take();
    pass(DEAD_AFTER);
    second.take();
    second.remove();
    assertThat(records()).isEmpty();
    Ownership third = process();
    assertThat(third.take()).isTrue();
    assertThat(records()).containsExactly("owner.1");
    assertThat(paused.isOurs()).isFalse();
    paused.close();
    assertThat(third.isOurs()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsGivenUpIsFreeAtOnce(boolean locks) throws Exception {
    Ownership first = process(locks ? FileLocks.SYSTEM : FileLocks.NONE);
    Ownership second = process(locks ? FileLocks.SYSTEM : FileLocks.NONE);
    first.take();
    assertThat(second.take()).isFalse();
    first.close();
    assertThat(second.take()).isTrue();
    assertThat(records()).containsExactly("owner.2");
    assertThat(first.take()).isFalse();
    second.close();
  }

  @Test
  void lockOfRecordSurvivesBeats() throws Exception {
    Ownership first = process(FileLocks.SYSTEM);
    Ownership second = process(FileLocks.SYSTEM);
    first.take();
    for (int i = 0; i < 3; i++) {
      assertThat(first.beat()).isTrue();
      pass(DEAD_AFTER.multipliedBy(2));
      assertThat(second.take()).isFalse();
    }
    first.close();
  }

  @Test
  void tornRecordStandsForSomebodyUntilItIsOld() throws Exception {
    Files.writeString(folder.resolve("owner.7"), "haul/owner/1 epo");
    Ownership ownership = process(FileLocks.SYSTEM);
    assertThat(ownership.take()).isFalse();
    pass(DEAD_AFTER);
    assertThat(ownership.take()).isTrue();
    assertThat(records()).containsExactly("owner.8");
    ownership.close();
  }

  @Test
  void ofManyThatFindADeadOneOnlyOneTakesOver() throws Exception {
    process().take();
    List<Ownership> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(process());
      all.get(i).take();
    }
    pass(DEAD_AFTER);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> taken = new ArrayList<>();
      for (Ownership each : all) {
        taken.add(threads.submit(each::take));
      }
      int owners = 0;
      for (Future<Boolean> each : taken) {
        owners += each.get() ? 1 : 0;
      }
      assertThat(owners).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void recordIsReadAsItWasWritten() throws Exception {
    Ownership ownership = process();
    ownership.take();
    String text = Files.readString(folder.resolve("owner.1"));
    assertThat(text).hasSize(OwnerRecord.BYTES).startsWith("haul/owner/1 epoch=1 ").endsWith("\n");
    assertThat(OwnerRecord.parse(text)).isNotNull();
    assertThat(OwnerRecord.parse(text.replace("beat=0", "beat=1"))).isNull();
  }
}
