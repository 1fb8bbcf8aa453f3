package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.ByteRange;
import dev.haul.download.Journal;
import dev.haul.download.Mark;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Validators;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A download goes on where it was, after a stop or a crash, if what is there can be believed. */
@Timeout(60)
class ResumeTest {

  private static final Content CONTENT = Content.of(7, 5_000_000);
  private static final Content OTHER = Content.of(8, 5_000_000);

  /** Ten connections bring so many bytes each, and then nothing. */
  private static final long EACH = 200_000;

  private static final long THERE = 10 * EACH;

  /** What may come twice: the byte that is always asked for, and the like. */
  private static final long SLACK = 100;

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private Path haulFolder(Path root) {
    return root.resolve("downloads/.haul");
  }

  private Path journal(Path root) throws IOException {
    return only(root, ".journal");
  }

  private Path part(Path root) throws IOException {
    return only(root, ".part");
  }

  private Path only(Path root, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(haulFolder(root))) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  /** Serves a file of which every answer stops after {@link #EACH} bytes. */
  private String stalling(Behaviour... more) {
    Behaviour[] all =
        Stream.concat(Stream.of(more), Stream.of(Pace.stallAfter(EACH))).toArray(Behaviour[]::new);
    return origin.serve("/file.bin", CONTENT, all);
  }

  private HaulFixture begun(Object request) throws Exception {
    HaulFixture haul = HaulFixture.start(folder, "haul.journal.every", "50ms");
    haul.begin(request);
    await().until(() -> present(haul) == THERE);
    return haul;
  }

  private long sent() {
    return origin.bytesSent("/file.bin");
  }

  private static long present(HaulFixture haul) {
    return haul.bundle().progress().stream().mapToLong(Progress::bytes).sum();
  }

  private void stoppedInTheMiddle(Object request) throws Exception {
    begun(request).close();
  }

  /** What is on the disk at one moment, as a crash would leave it, in another folder. */
  private Path crashedInTheMiddle(Object request) throws Exception {
    Path crashed = folder.resolve("crashed");
    Files.createDirectories(haulFolder(crashed));
    try (HaulFixture haul = begun(request)) {
      await().ignoreExceptions().until(() -> claimed(journal(folder)) == THERE);
      for (Path file : List.of(journal(folder), part(folder))) {
        Files.copy(file, haulFolder(crashed).resolve(file.getFileName()));
      }
    }
    return crashed;
  }

  private static long claimed(Path journal) throws IOException {
    return claims(journal).stream().mapToLong(mark -> mark.range().length()).sum();
  }

  private static List<Mark> claims(Path journal) throws IOException {
    return Journal.longest(Journal.read(journal).claims());
  }

  private Receipt goesOn(Path root, Content content, Behaviour... behaviours) throws Exception {
    String url = origin.serve("/file.bin", content, behaviours);
    try (HaulFixture haul = HaulFixture.start(root)) {
      Receipt receipt = haul.get(url);
      assertArrived(receipt, content);
      assertThat(filesButReceipts(root.resolve("downloads"))).containsExactly("file.bin");
      return receipt;
    }
  }

  private Receipt beginsAnew(Path root) throws Exception {
    Receipt receipt = goesOn(root, CONTENT);
    assertThat(receipt.transfer().resumes()).isZero();
    assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size());
    return receipt;
  }

  @Test
  void goesOnAfterStop() throws Exception {
    stoppedInTheMiddle(stalling());
    assertThat(Journal.read(journal(folder)).closed()).isTrue();
    Receipt receipt = goesOn(folder, CONTENT);
    assertThat(receipt.transfer().resumes()).isEqualTo(1);
    assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size() - THERE);
    assertThat(origin.bytesSent("/file.bin")).isLessThanOrEqualTo(CONTENT.size() + SLACK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "after-crash", "never"})
  void goesOnAfterCrash(String verify) throws Exception {
    Path crashed = crashedInTheMiddle(stalling());
    assertThat(Journal.read(journal(crashed)).closed()).isFalse();
    String url = origin.serve("/file.bin", CONTENT);
    try (HaulFixture haul = HaulFixture.start(crashed, "haul.journal.verify", verify)) {
      Receipt receipt = haul.get(url);
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size() - THERE);
    }
  }

  @Test
  void goesOnTwice() throws Exception {
    stoppedInTheMiddle(stalling());
    try (HaulFixture haul = HaulFixture.start(folder)) {
      haul.begin(stalling());
      // Not earlier: what is on its way would be lost, and come twice. The last rest is shorter.
      await().until(() -> present(haul) > THERE + 9 * EACH && sent() - present(haul) < SLACK);
    }
    assertThat(goesOn(folder, CONTENT).transfer().resumes()).isEqualTo(2);
    assertThat(origin.bytesSent("/file.bin")).isLessThanOrEqualTo(CONTENT.size() + SLACK);
  }

  @Test
  void asksOnlyForWhatIsMissingOfTheSameVersion() throws Exception {
    stoppedInTheMiddle(stalling());
    int before = origin.requests("/file.bin").size();
    goesOn(folder, CONTENT);
    assertThat(origin.requests("/file.bin").stream().skip(before))
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.header("If-Range")).isPresent();
              assertThat(request.header("Range").orElse("")).doesNotStartWith("bytes=0-");
            });
  }

  @Test
  void beginsAnewWhenTheFileChangedMeanwhile() throws Exception {
    stoppedInTheMiddle(stalling());
    Receipt receipt = goesOn(folder, OTHER);
    assertThat(receipt.transfer().restarts()).isEqualTo(1);
  }

  @Test
  void beginsAnewWhenTheFileGotAnotherSize() throws Exception {
    stoppedInTheMiddle(stalling());
    goesOn(folder, Content.of(9, 3_000_000));
  }

  @Test
  void fetchesFlippedBytesAgain() throws Exception {
    Path crashed = crashedInTheMiddle(stalling());
    ByteRange wrong = claims(journal(crashed)).get(3).range();
    try (RandomAccessFile part = new RandomAccessFile(part(crashed).toFile(), "rw")) {
      part.seek(wrong.first() + 1000);
      int was = part.read();
      part.seek(wrong.first() + 1000);
      part.write(was ^ 1);
    }
    Receipt receipt = goesOn(crashed, CONTENT);
    assertThat(receipt.transfer().bytesFetched())
        .isEqualTo(CONTENT.size() - THERE + wrong.length());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 30, 200})
  void fetchesWhatTornTailOfTheJournalClaimed(int bytes) throws Exception {
    Path crashed = crashedInTheMiddle(stalling());
    try (RandomAccessFile journal = new RandomAccessFile(journal(crashed).toFile(), "rw")) {
      journal.setLength(journal.length() - bytes);
    }
    long believed = claimed(journal(crashed));
    assertThat(believed).isLessThan(THERE);
    Receipt receipt = goesOn(crashed, CONTENT);
    assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size() - believed);
  }

  @Test
  void beginsAnewWithoutJournal() throws Exception {
    stoppedInTheMiddle(stalling());
    Files.delete(journal(folder));
    beginsAnew(folder);
  }

  @Test
  void beginsAnewWithoutPartFile() throws Exception {
    stoppedInTheMiddle(stalling());
    Files.delete(part(folder));
    beginsAnew(folder);
  }

  @Test
  void beginsAnewWhenTheJournalIsUnreadable() throws Exception {
    stoppedInTheMiddle(stalling());
    Files.writeString(journal(folder), "haul/journal/1 {}\n");
    beginsAnew(folder);
  }

  @Test
  void beginsAnewWhenThePartFileWasTruncated() throws Exception {
    stoppedInTheMiddle(stalling());
    try (RandomAccessFile part = new RandomAccessFile(part(folder).toFile(), "rw")) {
      part.setLength(CONTENT.size() - 1);
    }
    beginsAnew(folder);
  }

  @Test
  void fetchesAllWhenThePartFileWasReplaced() throws Exception {
    Path crashed = crashedInTheMiddle(stalling());
    Path part = part(crashed);
    Files.delete(part);
    Files.write(part, new byte[(int) CONTENT.size()], StandardOpenOption.CREATE_NEW);
    Receipt receipt = goesOn(crashed, CONTENT);
    assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size());
  }

  @ParameterizedTest
  @CsvSource({"always, 0", "after-crash, 2000000"})
  void verifiesAfterCleanStopOnlyWhenAskedTo(String verify, long believed) throws Exception {
    stoppedInTheMiddle(stalling());
    Path part = part(folder);
    Files.delete(part);
    Files.write(part, new byte[(int) CONTENT.size()], StandardOpenOption.CREATE_NEW);
    String url = origin.serve("/file.bin", CONTENT);
    try (HaulFixture haul = HaulFixture.start(folder, "haul.journal.verify", verify)) {
      Receipt receipt = haul.get(url);
      assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size() - believed);
    }
  }

  @Test
  void asksForTheLastByteOnlyWhenAllAreThere() throws Exception {
    stoppedInTheMiddle(stalling());
    Files.write(part(folder), CONTENT.bytes(0, (int) CONTENT.size()));
    CRC32C crc = new CRC32C();
    crc.update(CONTENT.bytes(0, (int) CONTENT.size()));
    Mark all = new Mark(ByteRange.of(0, CONTENT.size()), (int) crc.getValue());
    Journal.goOn(journal(folder), Journal.read(journal(folder)).identity(), List.of(all));
    int before = origin.requests("/file.bin").size();
    Receipt receipt = goesOn(folder, CONTENT);
    assertThat(receipt.transfer().bytesFetched()).isEqualTo(1);
    assertThat(origin.requests("/file.bin")).hasSize(before + 1);
  }

  @Test
  void beginsAnewForOtherChecksums() throws Exception {
    String url = stalling();
    stoppedInTheMiddle("{\"url\":\"" + url + "\"}");
    origin.serve("/file.bin", CONTENT);
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Receipt receipt =
          haul.get(
              "{\"url\":\"%s\",\"digests\":{\"sha-256\":\"%s\"}}".formatted(url, CONTENT.sha256()));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().resumes()).isZero();
    }
  }

  @Test
  void beginsAnewWhenThePartFileHasItsFinalNameToo() throws Exception {
    stoppedInTheMiddle(stalling());
    Path named = Files.createLink(folder.resolve("linked"), part(folder));
    byte[] before = Files.readAllBytes(named);
    beginsAnew(folder);
    assertThat(Files.readAllBytes(named)).isEqualTo(before);
  }

  @Test
  void beginsAnewForAnotherUrlWithTheSameId() throws Exception {
    stoppedInTheMiddle("{\"id\":\"a\",\"url\":\"" + stalling() + "\"}");
    String url = origin.serve("/other.bin", OTHER);
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Receipt receipt = haul.get("{\"id\":\"a\",\"url\":\"" + url + "\"}");
      assertArrived(receipt, OTHER);
      assertThat(receipt.transfer().resumes()).isZero();
    }
    assertThat(filesButReceipts(folder.resolve("downloads"))).containsExactly("other.bin");
  }

  @Test
  void beginsAnewWhenNothingTellsVersionsApart() throws Exception {
    stoppedInTheMiddle(stalling(Validators.withoutValidators()));
    goesOn(folder, OTHER, Validators.withoutValidators());
  }

  @Test
  void goesOnByDateAlone() throws Exception {
    stoppedInTheMiddle(stalling(Validators.withoutEtag()));
    Receipt receipt = goesOn(folder, CONTENT, Validators.withoutEtag());
    assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size() - THERE);
  }

  @Test
  void keepsNoJournalOfStream() throws Exception {
    String url = stalling(Ranges.ignoreRange());
    try (HaulFixture haul = HaulFixture.start(folder, "haul.journal.every", "10ms")) {
      haul.begin(url);
      await().until(() -> present(haul) == EACH);
    }
    assertThat(filesButReceipts(folder.resolve("downloads"))).noneMatch(f -> f.contains("journal"));
    goesOn(folder, CONTENT);
  }

  @Test
  void secretsOfUrlAreNotInTheJournal() throws Exception {
    stoppedInTheMiddle(stalling() + "?token=hush&a=b");
    assertThat(Files.readString(journal(folder))).contains("token=***&a=b").doesNotContain("hush");
  }

  @Test
  void onlyOneHaulWorksOnDownload() throws Exception {
    String url = stalling();
    try (HaulFixture first = begun(url);
        HaulFixture second = HaulFixture.start(folder)) {
      Receipt receipt = second.get(url);
      assertFailed(receipt, "in-use", true);
      assertThat(part(folder)).exists();
      assertThat(present(first)).isEqualTo(THERE);
    }
    goesOn(folder, CONTENT);
    assertThat(origin.bytesSent("/file.bin")).isLessThanOrEqualTo(CONTENT.size() + EACH);
  }
}
