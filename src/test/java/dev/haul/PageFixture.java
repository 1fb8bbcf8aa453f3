package dev.haul;

import dev.haul.page.Browser;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.WebElement;

/** A service with its page open in a browser. */
final class PageFixture implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The row whose name is the first argument. */
  private static final String ROW =
      "const row = [...document.querySelectorAll('.row')]"
          + ".find(row => row.querySelector('.name').textContent === arguments[0]);";

  private final Map<String, String> keys = new HashMap<>();
  private final Path downloads;
  private final String url;
  private final Browser browser;
  private Engine service;

  private PageFixture(Path folder, String... more) throws Exception {
    downloads = folder.resolve("downloads");
    int port = freePort();
    url = "http://127.0.0.1:" + port + "/";
    keys.put("haul.downloads", downloads.toString());
    keys.put("haul.inbox", folder.resolve("inbox").toString());
    keys.put("haul.inbox.poll", "50ms");
    keys.put("haul.http.port", String.valueOf(port));
    for (int i = 0; i < more.length; i += 2) {
      keys.put(more[i], more[i + 1]);
    }
    startAgain();
    browser = Browser.open(folder.resolve("profile"));
  }

  /** {@code keys} are key, value, key, value … */
  static PageFixture start(Path folder, String... keys) throws Exception {
    return new PageFixture(folder, keys);
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(PATIENCE);
  }

  Browser browser() {
    return browser;
  }

  String url() {
    return url;
  }

  Path downloads() {
    return downloads;
  }

  void stop() {
    service.close();
  }

  void startAgain() throws Exception {
    service = CamelEngine.start(Configuration.of(keys), ServeCommand.doors(Configuration.of(keys)));
  }

  /** The list, on a desk and by daylight. */
  void show() {
    browser.desktop();
    browser.theme("light");
    browser.show("about:blank");
    browser.show(url);
    awaitLive("live");
  }

  void awaitLive(String status) {
    patiently()
        .until(() -> status.equals(browser.run("return document.documentElement.dataset.live")));
  }

  /** As a person would: into the box, and the button. */
  void add(String addresses) {
    browser.click("#add-open");
    browser.type("#add-urls", addresses);
    browser.click("#add-form button.primary");
    patiently().until(() -> !browser.find("#add").isDisplayed());
  }

  boolean has(String name) {
    return browser.run(ROW + "return Boolean(row)", name).equals(true);
  }

  List<String> names() {
    return browser.all(".row .name").stream().map(WebElement::getText).toList();
  }

  /** Waits until the row of that name is in that state. */
  void awaitState(String name, String state) {
    Awaitility.await(name + " is " + state)
        .atMost(PATIENCE)
        .until(() -> state.equals(browser.run(ROW + "return row?.dataset.state", name)));
  }

  String cell(String name, String css) {
    return String.valueOf(
        browser.run(ROW + "return row?.querySelector(arguments[1]).textContent", name, css));
  }

  /** -1 while it is not known. */
  int percent(String name) {
    String text = cell(name, ".progress span");
    return text.endsWith(" %") ? Integer.parseInt(text.replace(" %", "")) : -1;
  }

  /** Presses a button of the row by what it is called. */
  void press(String name, String label) {
    patiently().until(() -> button(name, label) != null);
    button(name, label).click();
  }

  private WebElement button(String name, String label) {
    return (WebElement)
        browser.run(
            ROW
                + "return [...(row?.querySelectorAll('.verbs button') ?? [])].find(button =>"
                + " !button.hidden && button.title === arguments[1])",
            name,
            label);
  }

  /** Shows all of one download. */
  void open(String name) {
    patiently().until(() -> has(name));
    browser.run(ROW + "row.querySelector('.name').click()", name);
    patiently().until(() -> browser.text("#detail-name").equals(name));
  }

  /** What the chunk map tells those who cannot see it. */
  String mapSays() {
    return String.valueOf(
        browser.run("return document.querySelector('.map canvas')?.getAttribute('aria-label')"));
  }

  Object mapPixels() {
    return browser.run("return document.querySelector('.map canvas').toDataURL()");
  }

  /** Columns that stick out to the right. */
  long overflow() {
    return (Long) browser.run("return document.documentElement.scrollWidth - window.innerWidth");
  }

  @Override
  public void close() {
    browser.close();
    service.close();
  }
}
