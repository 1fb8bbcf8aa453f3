package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Versions.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VersionsTest {

  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String LATER = "Mon, 07 Nov 1994 08:49:37 GMT";

  private final Versions versions = new Versions();
  private final RemoteFile known = file("\"a\"", DATE, true);

  private static RemoteFile file(@Nullable String etag, @Nullable String date, boolean strong) {
    return RemoteFile.of(1000L, new Validator(etag, date, strong), null, true);
  }

  private Verdict judge(RemoteFile seen) {
    return versions.judge(known, seen, true, 100);
  }

  private boolean isTaken(RemoteFile seen) {
    return versions.knownAs(known, seen.validator()).validator().equals(seen.validator());
  }

  @Test
  void otherDateThreeTimesInARowIsAChange() {
    RemoteFile newer = file("\"b\"", LATER, true);
    assertThat(judge(newer)).isEqualTo(Verdict.AGAIN);
    assertThat(judge(newer)).isEqualTo(Verdict.AGAIN);
    assertThat(judge(newer)).isEqualTo(Verdict.CHANGED);
    assertThat(versions.takeSample()).isFalse();
  }

  @Test
  void otherSizeIsAChangeWhateverTheTagSays() {
    RemoteFile longer = RemoteFile.of(1001L, known.validator(), null, true);
    judge(longer);
    judge(longer);
    assertThat(judge(longer)).isEqualTo(Verdict.CHANGED);
  }

  @Test
  void versionThatComesBackIsWaitedForLonger() {
    RemoteFile newer = file("\"b\"", LATER, true);
    judge(newer);
    versions.confirmed(101);
    for (int i = 0; i < 7; i++) {
      assertThat(judge(newer)).isEqualTo(Verdict.AGAIN);
    }
    assertThat(judge(newer)).isEqualTo(Verdict.CHANGED);
  }

  @Test
  void answerThatWasAskedForBeforeShowsNothing() {
    judge(file("\"b\"", LATER, true));
    versions.confirmed(99);
    assertThat(versions.nodesDisagree()).isFalse();
  }

  @Test
  void otherTagIsSampledOnce() {
    assertThat(judge(file("\"b\"", DATE, true))).isEqualTo(Verdict.AGAIN);
    assertThat(versions.takeSample()).isTrue();
    assertThat(versions.takeSample()).isFalse();
  }

  @Test
  void otherTagWithSameStrongDateAndEqualBytesIsTaken() {
    RemoteFile other = file("\"b\"", DATE, true);
    assertThat(isTaken(other)).isFalse();
    versions.compared(known, other, false);
    assertThat(isTaken(other)).isTrue();
    assertThat(isTaken(file("\"c\"", DATE, true))).isFalse();
    assertThat(versions.taken()).isEqualTo(1);
  }

  @Test
  void equalBytesProveNothingWithoutStrongDate() {
    for (RemoteFile other :
        new RemoteFile[] {file("\"b\"", DATE, false), file("\"b\"", null, false)}) {
      versions.compared(known, other, false);
      assertThat(isTaken(other)).isFalse();
      versions.beginAnew(null);
      versions.compared(known, other, true);
      assertThat(isTaken(other)).isTrue();
      versions.beginAnew(null);
    }
    RemoteFile redated = file("\"b\"", LATER, true);
    versions.compared(known, redated, true);
    assertThat(isTaken(redated)).isFalse();
  }

  @Test
  void nothingIsTakenAfterWrongChecksum() {
    versions.countMismatch();
    RemoteFile other = file("\"b\"", DATE, true);
    versions.compared(known, other, true);
    assertThat(isTaken(other)).isFalse();
  }

  @Test
  void tagsMeanNothingAfterThreeOfTheSameBytes() {
    for (String tag : new String[] {"\"b\"", "\"c\"", "\"d\""}) {
      versions.compared(known, file(tag, DATE, true), false);
    }
    assertThat(isTaken(file("\"e\"", DATE, true))).isTrue();
    assertThat(isTaken(file("\"e\"", LATER, true))).isFalse();
    assertThat(isTaken(file("\"e\"", DATE, false))).isFalse();
  }

  @Test
  void unprovenTagsThatKeepComingLeaveOneStream() {
    RemoteFile other = file("\"b\"", null, false);
    versions.compared(known, other, false);
    for (int i = 0; i < 7; i++) {
      assertThat(judge(other)).isEqualTo(Verdict.AGAIN);
    }
    assertThat(judge(other)).isEqualTo(Verdict.ONE_STREAM);
  }

  @Test
  void otherBytesAreAChangeThoughAllElseIsTheSame() {
    RemoteFile other = file("\"b\"", DATE, true);
    judge(other);
    versions.differ();
    assertThat(judge(other)).isEqualTo(Verdict.AGAIN);
    assertThat(judge(other)).isEqualTo(Verdict.CHANGED);
  }

  @Test
  void waitsForBytesToCompareUnlessThereIsNoHope() {
    RemoteFile other = file("\"b\"", DATE, true);
    for (int i = 0; i < 50; i++) {
      assertThat(judge(other)).isIn(Verdict.AGAIN, Verdict.LATER);
    }
    assertThat(versions.judge(known, other, false, 100)).isEqualTo(Verdict.CHANGED);
  }

  @Test
  void versionOfAnEarlierGenerationShowsThatNodesDisagree() {
    versions.beginAnew(file("\"b\"", LATER, true));
    judge(file("\"b\"", LATER, true));
    assertThat(versions.nodesDisagree()).isTrue();
  }
}
