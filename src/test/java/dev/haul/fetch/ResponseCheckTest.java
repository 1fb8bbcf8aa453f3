package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.DownloadFailure;
import dev.haul.download.HttpUrl;
import dev.haul.download.Permanent;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Validator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in names are rows of the list of misbehaviours the project keeps. */
class ResponseCheckTest {

  static final HttpUrl URL = new HttpUrl("http", "h", 80, "/a/file.bin?token=secret");
  private static final Validator VERSION = new Validator("\"v1\"", "Sun, 06 Nov 1994 08:49:37 GMT");
  private static final RemoteFile KNOWN = RemoteFile.of(1000L, VERSION, "text/plain", true);

  private static final Asked FIRST = ranged(0, 99);
  private static final Asked MIDDLE = ranged(100, 199);
  private static final Asked WHOLE = new Asked(URL, ByteRange.startingAt(0), false, false, null, 0);

  private static Asked ranged(long first, long last) {
    return new Asked(URL, new ByteRange(first, last), true, false, null, 0);
  }

  private static Asked unless(Validator existing) {
    return new Asked(URL, new ByteRange(0, 99), true, false, existing, 1000);
  }

  private static Answer check(
      Asked asked, @Nullable RemoteFile known, int status, String... fields) {
    ResponseHead.Builder head = new ResponseHead.Builder();
    for (String field : fields) {
      String[] parts = field.split(":", 2);
      head.add(parts[0], parts[1]);
    }
    return ResponseCheck.check(asked, known, head.build(status));
  }

  private static ByteRange window(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Body.class);
    return ((Answer.Body) answer).window();
  }

  private static RemoteFile remote(Answer answer) {
    return ((Answer.Body) answer).remote();
  }

  private static DownloadFailure failure(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Rejected.class);
    DownloadFailure failure = ((Answer.Rejected) answer).failure();
    assertThat(failure).hasMessageNotContaining("secret");
    return failure;
  }

  private static void isInvalid(Answer answer) {
    assertThat(failure(answer)).isInstanceOf(Retryable.InvalidAnswer.class);
  }

  @Test
  void takesTheRangeThatWasAskedFor() {
    Answer answer =
        check(
            FIRST,
            null,
            206,
            "Content-Range: bytes 0-99/1000",
            "Content-Length: 100",
            "ETag: \"v1\"",
            "Content-Type: text/plain",
            "Content-Disposition: attachment; filename=a");
    assertThat(answer)
        .isEqualTo(
            new Answer.Body(
                new ByteRange(0, 99),
                RemoteFile.of(1000L, new Validator("\"v1\"", null), "text/plain", true),
                "attachment; filename=a"));
  }

  @Test
  void fullAnswerToTheFirstRequestIsTheFile_1_2_4() {
    Answer answer = check(FIRST, null, 200, "Content-Length: 1000", "Accept-Ranges: bytes");
    assertThat(window(answer)).isEqualTo(new ByteRange(0, 999));
    assertThat(remote(answer).ranges()).isFalse();
    assertThat(window(check(WHOLE, null, 200, "Content-Length: 7"))).isEqualTo(new ByteRange(0, 6));
  }

  @Test
  void fullAnswerInTheMiddleIsNeverWritten_1_5() {
    assertThat(failure(check(MIDDLE, KNOWN, 200, "Content-Length: 1000", "ETag: \"v1\"")))
        .isInstanceOf(Retryable.RangeIgnored.class);
  }

  @Test
  void fullAnswerAtTheBeginningServesItsRange_1_5() {
    Answer answer = check(FIRST, KNOWN, 200, "Content-Length: 1000", "ETag: \"v1\"");
    assertThat(window(answer)).isEqualTo(new ByteRange(0, 99));
  }

  @Test
  void rangesNeedNoAnnouncement_3() {
    assertThat(remote(check(FIRST, null, 206, "Content-Range: bytes 0-99/1000")).ranges()).isTrue();
  }

  @Test
  void partWithoutContentRangeIsInvalid_6() {
    isInvalid(check(MIDDLE, KNOWN, 206, "Content-Length: 100"));
    isInvalid(check(FIRST, null, 206));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 99-199/1000", "bytes 101-199/1000", "bytes 0-99/1000"})
  void partFromElsewhereIsInvalid_7(String stated) {
    isInvalid(check(MIDDLE, KNOWN, 206, "Content-Range: " + stated));
  }

  @Test
  void shorterPartIsTaken_8() {
    Answer answer =
        check(MIDDLE, KNOWN, 206, "Content-Range: bytes 100-149/1000", "Content-Length: 50");
    assertThat(window(answer)).isEqualTo(new ByteRange(100, 149));
  }

  @Test
  void longerPartIsInvalid_9() {
    isInvalid(check(MIDDLE, KNOWN, 206, "Content-Range: bytes 100-200/1000"));
    isInvalid(check(MIDDLE, KNOWN, 206, "Content-Range: bytes 0-999/1000"));
    isInvalid(check(FIRST, null, 206, "Content-Range: bytes 0-999/1000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-199/1000", "100-199/1000", "bytes 100 - 199/1000", "x"})
  void sloppyContentRangeIsInvalid_10(String stated) {
    isInvalid(check(MIDDLE, KNOWN, 206, "Content-Range: " + stated));
  }

  @Test
  void contradictingContentRangesAreInvalid() {
    isInvalid(
        check(
            MIDDLE,
            KNOWN,
            206,
            "Content-Range: bytes 100-199/1000",
            "Content-Range: bytes 0-99/1000"));
  }

  @Test
  void totalMayBeLeftOutOnceItIsKnown_11() {
    assertThat(window(check(MIDDLE, KNOWN, 206, "Content-Range: bytes 100-199/*")))
        .isEqualTo(new ByteRange(100, 199));
    isInvalid(check(FIRST, null, 206, "Content-Range: bytes 0-99/*"));
  }

  @Test
  void otherTotalIsAnotherFile_12() {
    assertThat(failure(check(MIDDLE, KNOWN, 206, "Content-Range: bytes 100-199/1001")))
        .isInstanceOf(Retryable.OtherVersion.class);
    assertThat(failure(check(FIRST, KNOWN, 200, "Content-Length: 999")))
        .isInstanceOf(Retryable.OtherVersion.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99", "101", "-100", "1e2", "", "99999999999999999999"})
  void lengthThatContradictsTheRangeIsInvalid_13(String length) {
    isInvalid(
        check(
            MIDDLE, KNOWN, 206, "Content-Range: bytes 100-199/1000", "Content-Length: " + length));
  }

  @Test
  void severalRangesAreInvalid_14() {
    isInvalid(
        check(
            MIDDLE,
            KNOWN,
            206,
            "Content-Range: bytes 100-199/1000",
            "Content-Type: Multipart/Byteranges; boundary=x"));
  }

  @Test
  void lengthUnderTransferCodingIsNotBelieved_17_19() {
    Answer answer =
        check(
            MIDDLE,
            KNOWN,
            206,
            "Content-Range: bytes 100-199/1000",
            "Content-Length: 5",
            "Transfer-Encoding: chunked");
    assertThat(window(answer)).isEqualTo(new ByteRange(100, 199));
    Answer whole = check(FIRST, null, 200, "Content-Length: 5", "Transfer-Encoding: chunked");
    assertThat(window(whole).isOpen()).isTrue();
  }

  @Test
  void bodyWithoutLengthIsOpen_18() {
    Answer answer = check(FIRST, null, 200);
    assertThat(window(answer)).isEqualTo(ByteRange.startingAt(0));
    assertThat(remote(answer).size()).isNull();
    assertThat(remote(answer).lengthTold()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"ETag,'\"v2\"'", "ETag,W/\"v1\"", "Last-Modified,'Mon, 07 Nov 1994 08:49:37 GMT'"})
  void otherVersionIsNotMixedIn_27(String field, String value) {
    assertThat(
            failure(
                check(
                    MIDDLE, KNOWN, 206, "Content-Range: bytes 100-199/1000", field + ": " + value)))
        .isInstanceOf(Retryable.OtherVersion.class);
  }

  @Test
  void fullAnswerOfAnotherVersionIsAChange_27() {
    assertThat(failure(check(MIDDLE, KNOWN, 200, "Content-Length: 1000", "ETag: \"v2\"")))
        .isInstanceOf(Retryable.OtherVersion.class);
  }

  @Test
  void sameWeakTagDoesNotHinder_29() {
    RemoteFile weak = RemoteFile.of(1000L, new Validator("W/\"v1\"", null), null, true);
    Answer answer = check(MIDDLE, weak, 206, "Content-Range: bytes 100-199/1000", "ETag: W/\"v1\"");
    assertThat(window(answer)).isEqualTo(new ByteRange(100, 199));
  }

  @Test
  void gzipIsReadAsOneStreamAndNeverMixed_32() {
    String coded = "Content-Encoding: gzip";
    Answer whole = check(WHOLE, null, 200, "Content-Length: 77", coded);
    assertThat(window(whole).isOpen()).isTrue();
    assertThat(failure(check(FIRST, null, 206, "Content-Range: bytes 0-99/1000", coded)))
        .isInstanceOf(Retryable.RangesUnusable.class);
    assertThat(failure(check(MIDDLE, KNOWN, 206, "Content-Range: bytes 100-199/1000", coded)))
        .isInstanceOf(Retryable.InvalidAnswer.class);
  }

  @Test
  void codedBodiesAreRefused_32() {
    for (String coding : new String[] {"deflate", "br", "identity, gzip", "x"}) {
      assertThat(
              failure(
                  check(
                      FIRST,
                      null,
                      206,
                      "Content-Range: bytes 0-99/1000",
                      "Content-Encoding: " + coding)))
          .as(coding)
          .isInstanceOf(Permanent.NotSupported.class);
      assertThat(failure(check(WHOLE, null, 200, "Content-Encoding: " + coding)))
          .isInstanceOf(Permanent.NotSupported.class);
    }
    window(check(WHOLE, null, 200, "Content-Encoding: identity"));
    window(check(WHOLE, null, 200, "Content-Encoding: "));
  }

  @ParameterizedTest
  @CsvSource({
    "/file.tar.gz, x-gzip, taken",
    "/file.tgz?v=1, GZIP, taken",
    "/FILE.TAR.Z, x-compress, taken",
    "/file.bz2, x-bzip2, taken",
    "/file.tar, gzip, read as one stream",
    "/file.tar.gz, br, refused",
    "/file.tar.gz, 'gzip, gzip', refused",
    "/file?name=file.gz, gzip, read as one stream"
  })
  void codingInTheNameIsOfTheFileItself_32(String target, String coding, String outcome) {
    HttpUrl url = new HttpUrl("http", "h", 80, target);
    Answer answer =
        check(
            new Asked(url, new ByteRange(0, 99), true, false, null, 0),
            null,
            206,
            "Content-Range: bytes 0-99/1000",
            "Content-Encoding: " + coding);
    switch (outcome) {
      case "taken" -> assertThat(window(answer)).isEqualTo(new ByteRange(0, 99));
      case "refused" -> assertThat(failure(answer)).isInstanceOf(Permanent.NotSupported.class);
      default -> assertThat(failure(answer)).isInstanceOf(Retryable.RangesUnusable.class);
    }
  }

  @Test
  void unsatisfiableRangeOfAnEmptyFileIsTheEmptyFile_37() {
    assertThat(check(FIRST, null, 416, "Content-Range: bytes */0"))
        .isInstanceOf(Answer.Empty.class);
    assertThat(check(WHOLE, null, 200, "Content-Length: 0")).isInstanceOf(Answer.Empty.class);
  }

  @Test
  void unsatisfiableRangeOfAShorterFileIsAChange_38() {
    assertThat(failure(check(MIDDLE, KNOWN, 416, "Content-Range: bytes */50")))
        .isInstanceOf(Retryable.OtherVersion.class);
  }

  @Test
  void bodyOf416IsNeverUsed_39() {
    assertThat(failure(check(MIDDLE, KNOWN, 416, "Content-Range: bytes */1000")))
        .isInstanceOf(Retryable.RangeRefused.class);
    assertThat(failure(check(MIDDLE, KNOWN, 416, "Content-Length: 500")))
        .isInstanceOf(Retryable.RangeRefused.class);
    assertThat(failure(check(FIRST, null, 416))).isInstanceOf(Retryable.RangeRefused.class);
    assertThat(failure(check(FIRST, null, 416, "Content-Range: bytes 0-9/10")))
        .isInstanceOf(Retryable.RangeRefused.class);
  }

  @Test
  void messageInPlaceOfAKnownFileIsNotTakenForANewVersion_47() {
    RemoteFile file = RemoteFile.of(1000L, VERSION, "application/zip", true);
    String json = "Content-Type: application/json";
    assertThat(failure(check(FIRST, file, 200, json, "Content-Length: 26")))
        .isInstanceOf(Retryable.PageInstead.class);
    assertThat(failure(check(FIRST, file, 200, json, "Content-Length: 26", "ETag: \"other\"")))
        .isInstanceOf(Retryable.OtherVersion.class);
  }

  @Test
  void pageInPlaceOfAKnownFileIsNotTakenForANewVersion_47() {
    for (String type :
        new String[] {"text/html", "Text/HTML; charset=x", "application/xhtml+xml"}) {
      assertThat(failure(check(FIRST, KNOWN, 200, "Content-Type: " + type, "Content-Length: 51")))
          .isInstanceOf(Retryable.PageInstead.class);
    }
    RemoteFile page = RemoteFile.of(1000L, VERSION, "text/html", true);
    assertThat(failure(check(FIRST, page, 200, "Content-Type: text/html", "Content-Length: 51")))
        .isInstanceOf(Retryable.OtherVersion.class);
    window(
        check(
            MIDDLE,
            KNOWN,
            206,
            "Content-Type: text/html",
            "Content-Range: bytes 100-199/1000",
            "ETag: \"v1\""));
  }

  @ParameterizedTest
  @CsvSource({
    "'Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:39 GMT', true",
    "'Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:38 GMT', false",
    "'Sun, 06 Nov 1994 08:49:37 GMT', 'Sat, 05 Nov 1994 08:49:37 GMT', false",
    "'Sun, 06 Nov 1994 08:49:37 GMT', 'nonsense', false"
  })
  void dateIsStrongOnceItsSecondIsOver_65(String modified, String sent, boolean strong) {
    ResponseHead.Builder head = new ResponseHead.Builder();
    head.add("Last-Modified", modified).add("Date", sent);
    Validator validator = ResponseCheck.validator(head.build(200));
    assertThat(validator.strongDate()).isEqualTo(strong);
    assertThat(validator.forIfRange()).isEqualTo(strong ? modified : null);
    head.add("ETag", "W/\"a\"");
    assertThat(ResponseCheck.validator(head.build(200)).forIfRange()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 204, 205, 226, 300, 304, 305, 399})
  void otherSuccessesHaveNoBytes_51(int status) {
    isInvalid(check(FIRST, null, status, "Content-Length: 100"));
    isInvalid(check(MIDDLE, KNOWN, status, "Content-Range: bytes 100-199/1000"));
  }

  @Test
  void partOfWhatWasAskedAsAWholeIsInvalid_51() {
    isInvalid(check(WHOLE, null, 206, "Content-Range: bytes 0-99/1000"));
  }

  @Test
  void unchangedOnlyWhenAskedConditionally() {
    assertThat(check(unless(VERSION), null, 304)).isInstanceOf(Answer.Unchanged.class);
    isInvalid(check(FIRST, null, 304));
  }

  @Test
  void sameStrongTagSaysUnchangedToo() {
    assertThat(check(unless(VERSION), null, 200, "Content-Length: 1000", "ETag: \"v1\""))
        .isInstanceOf(Answer.Unchanged.class);
    assertThat(check(unless(VERSION), null, 206, "Content-Range: bytes 0-99/1000", "ETag: \"v1\""))
        .isInstanceOf(Answer.Unchanged.class);
    window(check(unless(VERSION), null, 200, "Content-Length: 1001", "ETag: \"v1\""));
    window(check(unless(VERSION), null, 200, "Content-Length: 1000", "ETag: \"v2\""));
    Validator weak = new Validator("W/\"v1\"", null);
    window(check(unless(weak), null, 200, "Content-Length: 1000", "ETag: W/\"v1\""));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsLeadOn(int status) {
    DownloadFailure failure = failure(check(MIDDLE, KNOWN, status, "Location: ../b?x=[1]"));
    assertThat(failure).isInstanceOf(Retryable.Redirected.class);
    assertThat(((Retryable.Redirected) failure).location()).hasToString("http://h/b?x=[1]");
    isInvalid(check(MIDDLE, KNOWN, status));
    assertThat(failure(check(MIDDLE, KNOWN, status, "Location: file:///etc/passwd")))
        .isInstanceOf(Permanent.UnusableUrl.class);
  }

  @Test
  void rawOctetsInALocationStayTheSameOctets() {
    // Header fields are read as Latin-1; these are the octets of "ä" in UTF-8.
    DownloadFailure failure = failure(check(FIRST, null, 302, "Location: /\u00c3\u00a4"));
    assertThat(((Retryable.Redirected) failure).location()).hasToString("http://h/%C3%A4");
    failure = failure(check(FIRST, null, 302, "Location: /\u00e4"));
    assertThat(((Retryable.Redirected) failure).location()).hasToString("http://h/%E4");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
  void patienceIsAskedFor_41_42(int status) {
    DownloadFailure failure = failure(check(MIDDLE, KNOWN, status, "Retry-After: 7"));
    assertThat(failure).isInstanceOf(Retryable.ServerBusy.class);
    assertThat(((Retryable.ServerBusy) failure).retryAfter()).hasSeconds(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 407, 410, 418, 451})
  void refusalsAreFinal(int status) {
    assertThat(failure(check(FIRST, null, status))).isInstanceOf(Permanent.Refused.class);
  }
}
