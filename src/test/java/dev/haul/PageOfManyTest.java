package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.haul.origin.Origin;
import dev.haul.page.Browser;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A thousand downloads, behind a token. */
class PageOfManyTest {

  private static final String TOKEN = "the-token-of-the-page";
  private static final int MANY = 1000;

  private static @TempDir Path folder;
  private static Origin origin;
  private static PageFixture page;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Browser.isThere(), Browser.MISSING);
    origin = Origin.start();
    page = PageFixture.start(folder, "haul.http.token", TOKEN);
    browser = page.browser();
  }

  @AfterAll
  static void close() {
    if (page != null) {
      page.close();
      origin.close();
    }
  }

  @Test
  void asksForTheTokenAndScrollsThroughAllOfThem() {
    // The browser's own prompt, answered.
    browser.show(page.url().replace("//", "//anybody:" + TOKEN + "@"));
    page.awaitLive("live");
    // The page's prompt, when what it knows is not right.
    browser.run("sessionStorage.setItem('haul.token', 'another'); location.reload()");
    await().until(() -> browser.find("#token").isDisplayed());
    browser.type("#token-text", "wrong", Keys.ENTER);
    await().until(() -> browser.text("#token-wrong").contains("not the token"));
    await().until(() -> browser.find("#token").isDisplayed());
    browser.type("#token-text", TOKEN, Keys.ENTER);
    page.awaitLive("live");

    String list =
        String.join(
            "\n",
            IntStream.range(0, MANY)
                .mapToObj(i -> origin.url("/2MB/" + i + ".bin?rate=2KB/s"))
                .toList());
    browser.run("document.querySelector('#add-urls').value = arguments[0]", list);
    page.add("");
    await().untilAsserted(() -> assertThat(count()).isEqualTo(MANY));
    assertThat(browser.all(".row")).hasSizeBetween(5, 40);
    browser.run("document.querySelector('.row .name[tabindex=\"0\"]').focus()");
    browser.press(Keys.END);
    await().until(() -> rows().contains((long) MANY + 1));
    browser.press(Keys.ARROW_UP);
    await().until(() -> focusedRow() == MANY);
    browser.press(Keys.HOME);
    await().until(() -> focusedRow() == 2);
    assertThat(browser.all(".row")).hasSizeBetween(5, 40);
  }

  private static long count() {
    return Long.parseLong(browser.text("#filters .amount"));
  }

  @SuppressWarnings("unchecked")
  private static List<Long> rows() {
    return (List<Long>)
        browser.run(
            "return [...document.querySelectorAll('.row')].map(row => Number(row.ariaRowIndex))");
  }

  private static long focusedRow() {
    return (Long)
        browser.run("return Number(document.activeElement.closest('.row')?.ariaRowIndex ?? 0)");
  }
}
