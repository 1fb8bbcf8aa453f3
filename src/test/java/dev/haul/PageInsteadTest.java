package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Replies;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer, but not with the file. */
@Timeout(60)
class PageInsteadTest {

  private static final Content CONTENT = Content.of(7, 12_000_000);
  private static final String LOGIN = "<!DOCTYPE html>\n<html><body>Log in</body></html>\n";
  private static final Content PAGE = Content.of(LOGIN);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private HaulFixture haul;

  @BeforeEach
  void startHaul() throws Exception {
    haul = HaulFixture.start(folder, "haul.failures.backoff", "10ms");
  }

  @AfterEach
  void stop() {
    haul.close();
    origin.close();
  }

  private Receipt failsForGood(String url, String reason) {
    Receipt receipt = haul.get(url);
    assertFailed(receipt, reason, false);
    assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
    assertNothingLeft(haul);
    return receipt;
  }

  private String page(String path, String text) {
    return origin.serve(path, Content.of(text), Replies.contentType("text/html; charset=utf-8"));
  }

  /** A page with 200, as login walls send it. */
  private static Behaviour login() {
    return Behaviour.answering(
        (visit, answer) -> {
          answer.refuse(200).send(PAGE, "text/html");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n ", "\ufeff", "<?xml version='1.0'?>\n<!-- x -->\n"})
  void pageIsNotTakenForAnImage(String before) {
    Receipt receipt = failsForGood(page("/disk.iso", before + LOGIN), "login-page");
    assertThat(receipt.error().detail()).contains("disk.iso").contains("browser");
  }

  @Test
  void pageBehindRedirectIsNotTakenForTheArchive() {
    page("/login", LOGIN);
    failsForGood(origin.serve("/a.zip", CONTENT, Replies.redirectTo("/login")), "login-page");
  }

  @ParameterizedTest
  @CsvSource({"/a.html", "/a", "/a.php", "/a.unknown"})
  void pageIsFineWhereOneMayBe(String path) {
    assertArrived(haul.get(page(path, LOGIN)), PAGE);
  }

  @Test
  void wrongTypeIsNoPage() {
    assertArrived(
        haul.get(origin.serve("/a.iso", CONTENT, Replies.contentType("text/html"))), CONTENT);
    assertNothingLeft(haul);
  }

  @Test
  void sessionThatEndedMidwayIsNoNewVersion() {
    failsForGood(origin.serve("/a.bin", CONTENT, login().from(8)), "login-page");
  }

  @Test
  void sessionThatEndedWithRedirectIsNoNewVersion() {
    page("/login", LOGIN);
    failsForGood(
        origin.serve("/a.bin", CONTENT, Replies.redirectTo("/login").from(8)), "login-page");
  }

  @Test
  void asksAgainWhereTheFileIsWhenAPageComesFromThere() {
    Behaviour expired =
        Behaviour.answering(
            (visit, answer) -> {
              if (visit.number >= 8 && visit.request.query().equals("session=1")) {
                login().after(visit, answer);
              }
            });
    origin.serve("/served.bin", CONTENT, expired);
    Behaviour session =
        Behaviour.answering(
            (visit, answer) ->
                answer
                    .refuse(302)
                    .headers
                    .set("Location", "/served.bin?session=" + (visit.number + 1)));
    Receipt receipt = haul.get(origin.serve("/from", CONTENT, session));
    assertArrived(receipt, CONTENT);
    assertThat(receipt.transfer().restarts()).isZero();
    assertThat(origin.requests("/from")).hasSize(2);
    assertNothingLeft(haul);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304, 205, 300})
  void answersThatAreNoneEndWithASentence(int status) {
    Behaviour nothing = Behaviour.answering((visit, answer) -> answer.refuse(status));
    failsForGood(origin.serve("/file.bin", CONTENT, nothing), "invalid-answer");
    failsForGood(origin.serve("/midway.bin", CONTENT, nothing.from(8)), "invalid-answer");
  }
}
