package dev.haul.download;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever the text: a URL that can stand in a request line, or a sentence why not. */
class HttpUrlFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void parsesOrRefuses(FuzzedDataProvider data) {
    try {
      isClean(HttpUrl.parse(data.consumeRemainingAsString()));
    } catch (Permanent e) {
      // The other allowed outcome.
    }
  }

  @FuzzTest(maxDuration = "30s")
  void resolvesOrRefuses(FuzzedDataProvider data) {
    try {
      HttpUrl base = new HttpUrl("http", "h", 80, "/" + data.consumeAsciiString(20));
      isClean(base.resolve(data.consumeRemainingAsString()));
    } catch (Permanent e) {
      // The other allowed outcome.
    }
  }

  private static void isClean(HttpUrl url) throws Permanent {
    if (!url.target().startsWith("/") || !url.target().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new AssertionError("cannot stand in a request line: " + url);
    }
    if (!HttpUrl.parse(url.toString()).equals(url)) {
      throw new AssertionError("reads back differently: " + url);
    }
  }
}
