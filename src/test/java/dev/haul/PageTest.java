package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import dev.haul.page.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real Chromium, with a real service and real servers behind it. */
class PageTest {

  private static final int KB = 1000;
  private static final int MB = 1000 * KB;

  private static @TempDir Path folder;
  private static Origin origin;
  private static PageFixture page;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Browser.isThere(), Browser.MISSING);
    origin = Origin.start();
    page = PageFixture.start(folder);
    browser = page.browser();
  }

  @AfterAll
  static void close() {
    if (page != null) {
      page.close();
      origin.close();
    }
  }

  @BeforeEach
  void show() {
    page.show();
  }

  @AfterEach
  void nothingWentWrongInThePage() {
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void aDownloadAddedByItsAddressIsWatchedToItsEnd() {
    String url = origin.serve("/watched.bin", Content.of(1, 2 * MB), Pace.rate(150 * KB));
    page.add(url);
    page.awaitState("watched.bin", "running");
    await().until(() -> page.percent("watched.bin") > 0 && page.percent("watched.bin") < 100);
    await().until(() -> page.cell("watched.bin", ".speed").endsWith("/s"));
    page.awaitState("watched.bin", "proven");
    assertThat(page.percent("watched.bin")).isEqualTo(100);
    assertThat(page.cell("watched.bin", ".line")).startsWith("Proven: ");
    assertThat(page.downloads().resolve("watched.bin")).hasSize(2 * MB);
  }

  @Test
  void theChunkMapChangesAsBytesCome() {
    page.add(origin.serve("/map.bin", Content.of(2, 5 * MB), Pace.rate(100 * KB)));
    page.open("map.bin");
    await().until(() -> page.mapSays().contains("in flight"));
    Object first = page.mapPixels();
    String said = page.mapSays();
    await().until(() -> !page.mapPixels().equals(first) && !page.mapSays().equals(said));
    await().until(() -> !browser.all(".flights tbody tr").isEmpty());
    assertThat(browser.text(".flights tbody tr")).contains("/s", "127.0.0.1");
    page.awaitState("map.bin", "proven");
    await().until(() -> page.mapSays().contains("100 % written, 0 ranges in flight"));
    await().until(() -> browser.text(".detail .proof").contains("length"));
  }

  @Test
  void aRetryAppearsWithItsReason() {
    try (Origin busy = Origin.start()) {
      page.add(busy.serve("/busy.bin", Content.of(3, 100 * KB), Refusals.busyFor(1, 503, "3")));
      page.awaitState("busy.bin", "waiting");
      assertThat(page.cell("busy.bin", ".line"))
          .matches("Waiting: host asked for 3 s, until \\d\\d:\\d\\d:\\d\\d");
      assertThat(page.cell("busy.bin", ".retries")).isEqualTo("1");
      page.open("busy.bin");
      await().until(() -> browser.text(".detail .plain").equals("1 × host busy"));
      page.awaitState("busy.bin", "proven");
    }
  }

  @Test
  void pauseAndResumeReachTheConnections() {
    page.add(origin.serve("/paused.bin", Content.of(4, 4 * MB), Pace.rate(150 * KB)));
    await().until(() -> page.percent("paused.bin") > 0);
    page.press("paused.bin", "Pause");
    page.awaitState("paused.bin", "paused");
    await().until(() -> origin.openConnections("/paused.bin") == 0);
    int kept = page.percent("paused.bin");
    page.press("paused.bin", "Resume");
    page.awaitState("paused.bin", "proven");
    assertThat(kept).isBetween(1, 99);
    assertThat(origin.bytesSent("/paused.bin")).isLessThan(8 * MB);
  }

  @Test
  void cancelAsksFirstAndRetryFetchesAgain() {
    page.add(origin.serve("/cancelled.bin", Content.of(5, 6 * MB), Pace.rate(100 * KB)));
    page.awaitState("cancelled.bin", "running");
    page.press("cancelled.bin", "Cancel");
    assertThat(browser.text("#confirm-text")).startsWith("cancelled.bin");
    browser.click("#confirm-no");
    page.awaitState("cancelled.bin", "running");
    page.press("cancelled.bin", "Cancel");
    browser.click("#confirm-yes");
    page.awaitState("cancelled.bin", "cancelled");
    origin.serve("/cancelled.bin", Content.of(5, 6 * MB));
    page.press("cancelled.bin", "Try again");
    page.awaitState("cancelled.bin", "proven");
    page.press("cancelled.bin", "Remove from the list");
    await().until(() -> !page.has("cancelled.bin"));
  }

  @Test
  void whatServersSayIsTextAndNeverMarkup() {
    String url = origin.url("/<img/src=x/onerror=window.hacked=1><b>");
    page.add(url);
    page.awaitState("onerror=window.hacked=1><b>", "failed");
    page.open("onerror=window.hacked=1><b>");
    assertThat(browser.text(".detail .facts")).contains(url);
    assertThat(browser.text(".detail .why")).contains("404");
    page.add(
        origin.serve(
            "/named",
            Content.of(6, 10 * KB),
            Replies.contentDisposition(
                "attachment; filename=\"<img onerror=hacked=1>\u202Efdp.exe\"")));
    page.awaitState("_img onerror=hacked=1_fdp.exe", "proven");
    assertThat(browser.run("return window.hacked")).isNull();
    assertThat(browser.all("main img, #table b, #detail bdi b, #detail .why b")).isEmpty();
  }

  /** No door lets such a name in today; the page does not count on that. */
  @Test
  void whatTurnsTheWritingAroundIsShown() {
    Object name =
        browser.later(
            """
            const [{Table}, {Store}] = await Promise.all([import('/page/table.js'), import('/page/store.js')]);
            const store = new Store();
            store.apply({downloads: [{id: 'x', name: arguments[0], url: '', state: 'queued', size: null,
                bytes: 0, bytesPerSecond: 0, secondsLeft: null, connections: 0}]});
            const place = document.createElement('div');
            place.className = 'table';
            document.body.append(place);
            new Table(place, store, {}).show(store.ordered);
            await new Promise(requestAnimationFrame);
            const shown = place.querySelector('.name').textContent;
            const made = place.querySelectorAll('img').length;
            place.remove();
            return shown + made;
            """,
            "<img src=x onerror=window.hacked=1>\u202Efdp.exe\u200B");
    assertThat(name).isEqualTo("<img src=x onerror=window.hacked=1>‹U+202E›fdp.exe‹U+200B›0");
    assertThat(browser.run("return window.hacked")).isNull();
  }

  @Test
  void thePageGoesOnWhenTheServiceIsStartedAgain() throws Exception {
    page.add(origin.serve("/restart.bin", Content.of(7, 6 * MB), Pace.rate(100 * KB)));
    await().until(() -> page.percent("restart.bin") > 0);
    page.stop();
    page.awaitLive("reconnecting");
    page.startAgain();
    page.awaitLive("live");
    page.awaitState("restart.bin", "proven");
    // Whatever failed while nobody answered is no fault of the page.
    browser.errors();
  }

  @Test
  void withoutAStreamThePagePolls() {
    browser.block("*/api/v1/events*");
    try {
      browser.show("about:blank");
      browser.show(page.url());
      page.awaitLive("polling");
      page.add(origin.serve("/polled.bin", Content.of(8, 10 * KB)));
      page.awaitState("polled.bin", "proven");
    } finally {
      browser.block();
      browser.errors();
    }
  }

  @Test
  void filesOfTheInboxesFormatsCanBeChosen() throws Exception {
    String url = origin.serve("/chosen.bin", Content.of(9, 10 * KB));
    Path shortcut = folder.resolve("chosen.url");
    Files.writeString(shortcut, "[InternetShortcut]\r\nURL=" + url + "\r\n");
    browser.click("#add-open");
    browser.type("#add-files", shortcut.toString());
    page.awaitState("chosen.bin", "proven");
  }

  @Test
  void whatCannotBeAddedIsExplainedInTheDialog() {
    browser.click("#add-open");
    browser.type("#add-urls", "no-address");
    browser.click("#add-form button.primary");
    await().until(() -> browser.find("#add-wrong").isDisplayed());
    // The console says that the server refused: that is what is tested.
    browser.errors();
    assertThat(browser.text("#add-wrong")).contains("line 1", "no-address");
  }

  @Test
  void theHistoryIsSearchable() {
    page.add(origin.serve("/history-one.bin", Content.of(10, 10 * KB)));
    page.add(origin.serve("/history-two.bin", Content.of(11, 10 * KB)));
    page.awaitState("history-one.bin", "proven");
    page.awaitState("history-two.bin", "proven");
    browser.click("#to-history");
    browser.type("#history-search", "history-two");
    await().until(() -> browser.text(".receipts .amount").equals("1 receipt"));
    browser.click(".receipt");
    await().until(() -> browser.text("#detail-name").equals("history-two.bin"));
    assertThat(browser.text(".detail")).contains("SHA-256", "Proven");
  }

  @Test
  void theKeyboardIsEnough() {
    page.add(origin.serve("/keys.bin", Content.of(12, 8 * MB), Pace.rate(100 * KB)));
    page.awaitState("keys.bin", "running");
    browser.run("document.querySelector('.row .name[tabindex=\"0\"]').focus()");
    browser.press(Keys.HOME);
    browser.press(Keys.ENTER);
    await().until(() -> browser.text("#detail-name").equals("keys.bin"));
    browser.press(Keys.ESCAPE);
    await().until(() -> browser.all(".detail-body").isEmpty());
    assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("keys.bin");
    browser.run(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'p', bubbles:"
            + " true}))");
    page.awaitState("keys.bin", "paused");
    page.press("keys.bin", "Cancel");
    browser.press(Keys.TAB);
    browser.press(Keys.ENTER);
    page.awaitState("keys.bin", "cancelled");
  }

  @Test
  void aPhoneScrollsInOneDirectionOnly() {
    String name = "a-long-name-without-end-".repeat(8) + ".bin";
    page.add(origin.serve("/" + name, Content.of(13, 10 * KB)));
    page.awaitState(name, "proven");
    browser.phone();
    phone("#/", ".row .name");
    phone("#/history", ".receipt");
    browser.click(".receipt");
    await().until(() -> !browser.all(".detail-body").isEmpty());
    assertThat(page.overflow()).isZero();
  }

  private static void phone(String place, String css) {
    browser.show(page.url() + place);
    await().until(() -> browser.all(css).stream().anyMatch(WebElement::isDisplayed));
    assertThat(page.overflow()).as(place).isZero();
  }
}
