package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Checksum;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Request;
import dev.haul.origin.Resource;
import dev.haul.origin.Validators;
import dev.haul.origin.Visit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old and new bytes are never mixed, and nodes that only disagree on names do not hinder. */
@Timeout(60)
class VersionsTest {

  private static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05Z");
  private static final Content CONTENT = Content.of(7, 12_000_000);
  private static final Content NEWER = Content.of(8, 12_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private HaulFixture haul(String... keys) throws Exception {
    return HaulFixture.start(folder, keys);
  }

  private HaulFixture impatient() throws Exception {
    return haul("haul.failures.backoff", "20ms", "haul.chunk.growth", "off");
  }

  /** Each request gets the file that is made for it. */
  private static Behaviour files(Function<Visit, Resource> file) {
    return Behaviour.asking(visit -> visit.resource = file.apply(visit));
  }

  private static Resource file(Content content, @Nullable String tag, @Nullable Instant modified) {
    return new Resource(content, tag == null ? null : "\"" + tag + "\"", modified, List.of());
  }

  private static String either(Visit visit) {
    return visit.number * 0x9E3779B9 >= 0 ? "a" : "b";
  }

  private Receipt arrives(Content content, Behaviour... server) throws Exception {
    try (HaulFixture haul = impatient()) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, server));
      assertArrived(receipt, content);
      assertThat(filesButReceipts(folder.resolve("downloads"))).containsExactly("file.bin");
      assertNothingLeft(haul);
      return receipt;
    }
  }

  private static void goesOnWithoutNewBeginning(Receipt receipt) {
    assertThat(receipt.transfer().restarts()).isZero();
    assertThat(receipt.warnings()).anyMatch(text -> text.contains("disagree on the ETag"));
  }

  @Test
  void takesTagOfEachConnectionForTheSameBytes() throws Exception {
    goesOnWithoutNewBeginning(arrives(CONTENT, Validators.etagPerConnection()));
  }

  @Test
  void takesTagsOfTwoNodesForTheSameBytes() throws Exception {
    goesOnWithoutNewBeginning(
        arrives(CONTENT, files(visit -> file(CONTENT, either(visit), LONG_AGO))));
  }

  @Test
  void takesTagsThatNeverComeTwiceForTheSameBytes() throws Exception {
    goesOnWithoutNewBeginning(
        arrives(CONTENT, files(visit -> file(CONTENT, "n" + visit.number, LONG_AGO))));
  }

  @Test
  void takesNewTagOfTheSameBytes() throws Exception {
    goesOnWithoutNewBeginning(arrives(CONTENT, Validators.changingEtag(5)));
  }

  @Test
  void staysWithOneNodeWhenNothingProvesTheOthers() throws Exception {
    arrives(CONTENT, files(visit -> file(CONTENT, either(visit), null)));
  }

  @Test
  void readsOneStreamWhenTagsNeverComeTwiceAndNothingElseProves() throws Exception {
    Receipt receipt = arrives(CONTENT, files(visit -> file(CONTENT, "n" + visit.number, null)));
    assertThat(receipt.transfer().retries()).containsKey("ranges-unusable");
    assertThat(receipt.warnings()).anyMatch(text -> text.contains("disagree on the version"));
  }

  @Test
  void mixesNodesWithoutDateWhenChecksumProvesTheWhole() throws Exception {
    try (HaulFixture haul = impatient()) {
      String url =
          origin.serve("/file.bin", CONTENT, files(visit -> file(CONTENT, either(visit), null)));
      var asked = new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now());
      Checksum right = Checksum.of("sha-256", CONTENT.sha256());
      Receipt receipt = haul.get(DownloadRequest.builder(url, asked).checksum(right).build());
      assertArrived(receipt, CONTENT);
      goesOnWithoutNewBeginning(receipt);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void beginsAnewWhenReplaced(boolean dated) throws Exception {
    Instant date = dated ? LONG_AGO : null;
    Receipt receipt =
        arrives(
            NEWER,
            files(v -> v.number < 5 ? file(CONTENT, "old", date) : file(NEWER, "new", date)));
    assertThat(receipt.transfer().restarts()).isEqualTo(1);
    assertThat(receipt.warnings())
        .anyMatch(text -> text.contains("the file changed on the server once"));
    assertThat(receipt.transfer().retries()).containsKey("changed");
  }

  @Test
  void beginsAnewWhenReplacedByOneThatBeginsAlike() throws Exception {
    Content newer = CONTENT.flippedAt(11_999_000);
    arrives(
        newer, files(v -> v.number < 5 ? file(CONTENT, "old", null) : file(newer, "new", null)));
  }

  @Test
  void beginsAnewWithOtherSizeOrDate() throws Exception {
    Content shorter = Content.of(9, 5_000_000);
    Instant later = LONG_AGO.plusSeconds(10);
    arrives(
        shorter, files(v -> v.number < 5 ? file(CONTENT, null, null) : file(shorter, null, null)));
    try (HaulFixture haul = impatient()) {
      Behaviour redated =
          files(v -> v.number < 5 ? file(CONTENT, null, LONG_AGO) : file(NEWER, null, later));
      assertArrived(haul.get(origin.serve("/dated.bin", CONTENT, redated)), NEWER);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void neverMixesTwoVersionsThatAreServedInTurn(boolean dated) throws Exception {
    Instant date = dated ? LONG_AGO : null;
    Instant newDate = dated ? LONG_AGO.plusSeconds(60) : null;
    Behaviour turns =
        files(
            visit ->
                either(visit).equals("a") ? file(CONTENT, "a", date) : file(NEWER, "b", newDate));
    try (HaulFixture haul = impatient()) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, turns));
      assertThat(receipt.error()).isNull();
      assertThat(receipt.file().sha256()).isIn(CONTENT.sha256(), NEWER.sha256());
      assertNothingLeft(haul);
    }
  }

  @Test
  void oneAnswerOfAnotherSizeIsNotUsed() throws Exception {
    Content shorter = Content.of(9, 5_000_000);
    Receipt receipt =
        arrives(
            CONTENT,
            files(
                v ->
                    v.number % 4 == 3
                        ? file(shorter, "b", LONG_AGO)
                        : file(CONTENT, "a", LONG_AGO)));
    assertThat(receipt.transfer().restarts()).isZero();
  }

  @Test
  void saysThatFileKeepsChanging() throws Exception {
    Behaviour another =
        files(
            visit ->
                file(
                    Content.of(visit.number, CONTENT.size()),
                    "v" + visit.number,
                    LONG_AGO.plusSeconds(visit.number)));
    try (HaulFixture haul = impatient()) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, another));
      assertFailed(receipt, "keeps-changing", false);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void asksOnlyUnlessReplacedByStrongDateWhereThereIsNoTag() throws Exception {
    arrives(CONTENT, files(visit -> file(CONTENT, null, LONG_AGO)));
    assertThat(origin.requests("/file.bin"))
        .extracting(Request::headers)
        .filteredOn(headers -> headers.has("If-Range"))
        .isNotEmpty()
        .allSatisfy(
            headers ->
                assertThat(headers.first("If-Range"))
                    .hasValueSatisfying(value -> assertThat(value).endsWith("GMT")));
  }

  @Test
  void weakValidatorsAreNoCondition() throws Exception {
    Instant now = Instant.now();
    arrives(CONTENT, files(visit -> file(CONTENT, null, now)));
    try (HaulFixture haul = impatient()) {
      assertArrived(haul.get(origin.serve("/weak.bin", CONTENT, Validators.weakEtag())), CONTENT);
    }
    assertThat(origin.requests("/weak.bin"))
        .extracting(Request::headers)
        .noneMatch(headers -> headers.has("If-Range"));
    assertThat(origin.requests("/file.bin").get(1).header("If-Range")).isEmpty();
  }
}
