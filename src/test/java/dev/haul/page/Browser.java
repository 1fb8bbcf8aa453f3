package dev.haul.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real Chromium without a window. */
public final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  /** What to do where there is none. */
  public static final String MISSING =
      "the page is not tested: install "
          + CHROMIUM
          + " and "
          + DRIVER
          + " (apt-get install chromium chromium-driver)";

  /** Fails with a list of what keeps people from using the page, or gives "". */
  private static final String AXE =
      "const done = arguments[arguments.length - 1];"
          + "axe.run().then(result => done(result.violations.map(violation => violation.id + ': '"
          + " + violation.nodes.map(node => node.html.slice(0, 160)).join(' | ')).join('\\n')),"
          + " error => done(String(error)));";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  public static boolean isThere() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /**
   * @param profile an empty folder
   */
  public static Browser open(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        // It is alone here, and often root.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        // Nothing is asked for but the page.
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
    Browser browser = new Browser(driver);
    browser.desktop();
    return browser;
  }

  public void show(String url) {
    driver.get(url);
  }

  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  public List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /**
   * The text of the first such element, or "" when there is none; also what is not on the screen.
   */
  public String text(String css) {
    return String.valueOf(
        run("return document.querySelector(arguments[0])?.textContent ?? ''", css));
  }

  public void click(String css) {
    find(css).click();
  }

  public void type(String css, CharSequence... keys) {
    find(css).sendKeys(keys);
  }

  /** Presses keys where the keyboard is. */
  public void press(Keys... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Runs JavaScript in the page. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs JavaScript that may wait, and gives what it returns. */
  public Object later(String script, Object... arguments) {
    return driver.executeAsyncScript(
        "const done = [...arguments].pop(); (async function () {"
            + script
            + "}).apply(null, arguments).then(done, error => done(String(error)));",
        arguments);
  }

  public void theme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  public void desktop() {
    screen(1240, 760, 1, false);
  }

  public void phone() {
    screen(390, 800, 1.5, true);
  }

  private void screen(int width, int height, double scale, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
  }

  /** Requests to such URLs fail from now on; none when there are no patterns. */
  public void block(String... patterns) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(patterns)));
  }

  /** What axe finds wrong with the page as it is now, a line each; "" is good. */
  public String violations() throws IOException {
    if (Boolean.FALSE.equals(run("return 'axe' in window"))) {
      try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
        run(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
      }
    }
    return String.valueOf(driver.executeAsyncScript(AXE));
  }

  /** What the console of the page says is wrong, a line each. */
  public List<String> errors() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .filter(line -> line.startsWith("SEVERE"))
        .toList();
  }

  public void picture(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
