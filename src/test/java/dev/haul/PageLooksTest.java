package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Digests;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.page.Browser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One busy moment of a service, looked at by axe and kept as pictures: by day, by night and on a
 * phone. They go to {@code target/page}; {@code -Dhaul.pictures=docs} renews those of the docs.
 */
class PageLooksTest {

  private static final int KB = 1000;
  private static final int MB = 1000 * KB;
  private static final Path PICTURES = Path.of(System.getProperty("haul.pictures", "target/page"));

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static @TempDir Path folder;
  private static final List<Origin> ORIGINS = new ArrayList<>();
  private static PageFixture page;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Browser.isThere(), Browser.MISSING);
    page = PageFixture.start(folder);
    browser = page.browser();
  }

  @AfterAll
  static void close() {
    if (page != null) {
      page.close();
      ORIGINS.forEach(Origin::close);
    }
  }

  /** A server of its own for each file: they share no limit. */
  private static void serve(String name, int bytes, Behaviour... behaviours) {
    Origin origin = Origin.start();
    ORIGINS.add(origin);
    page.add(origin.serve("/" + name, Content.of(bytes, bytes), behaviours));
  }

  @Test
  void itLooksTheSameToEverybody() throws Exception {
    page.show();
    assertThat(browser.violations()).as("nothing there").isEmpty();
    scene();
    page.open("debian-13.2.0-amd64-DVD-1.iso");
    // The graph needs a while to have something to show.
    await().atMost(PATIENCE).until(() -> page.percent("debian-13.2.0-amd64-DVD-1.iso") > 30);
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      browser.picture(PICTURES.resolve("page-" + theme + ".png"));
      assertThat(browser.violations()).as(theme).isEmpty();
    }
    browser.phone();
    browser.show(page.url() + "#/");
    page.awaitLive("live");
    browser.theme("light");
    browser.picture(PICTURES.resolve("page-phone.png"));
    assertThat(browser.violations()).as("phone").isEmpty();
    browser.click("#add-open");
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      assertThat(browser.violations()).as("dialog, " + theme).isEmpty();
    }
    browser.click("#add [data-close]");
    browser.show(page.url() + "#/history");
    await().until(() -> !browser.all(".receipt").isEmpty());
    browser.click(".receipt");
    await().until(() -> !browser.text("#detail-name").isEmpty());
    assertThat(browser.violations()).as("a receipt, dark, on a phone").isEmpty();
    browser.desktop();
    browser.theme("light");
    assertThat(browser.violations()).as("a receipt").isEmpty();
    assertThat(browser.errors()).isEmpty();
  }

  private static void scene() {
    serve("linux-6.18.tar.xz", 3 * MB, Digests.repr());
    serve("report-q3.pdf", 2 * MB, Refusals.status(404));
    page.awaitState("linux-6.18.tar.xz", "proven");
    page.awaitState("report-q3.pdf", "failed");
    serve("wikipedia_en_all_2026-10.zim", 90 * MB, Pace.rate(400 * KB));
    serve("tiles-europe.mbtiles", 40 * MB, Refusals.busy(429, "120"));
    serve(
        "planet-251124.osm.pbf",
        60 * MB,
        Ranges.ignoreRange(),
        Bodies.chunked(),
        Pace.rate(700 * KB));
    serve("openjdk-25_linux-x64_bin.tar.gz", 60 * MB, Pace.rate(90 * KB));
    serve("pos-20261122.csv", 60 * MB, Pace.rate(120 * KB));
    serve(
        "debian-13.2.0-amd64-DVD-1.iso",
        60 * MB,
        Pace.rate(260 * KB),
        Cuts.cutAfter(300 * KB).every(5));
    await().until(() -> page.percent("wikipedia_en_all_2026-10.zim") >= 4);
    page.press("wikipedia_en_all_2026-10.zim", "Pause");
    page.awaitState("wikipedia_en_all_2026-10.zim", "paused");
    page.awaitState("tiles-europe.mbtiles", "waiting");
  }
}
