package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Row 45: what a redirect leads to expires, and the URL asked for is asked again. */
class LocationTest {

  private final Location location = new Location();
  private final HttpUrl asked = url("");
  private final HttpUrl old = url("?token=0");

  private static HttpUrl url(String token) {
    try {
      return HttpUrl.parse("http://example.org/file.bin" + token);
    } catch (Permanent e) {
      throw new AssertionError(e);
    }
  }

  /** The first place served, and expired. */
  private void expire() {
    location.startAt(asked);
    location.redirect(asked, old);
    location.proven(old);
    assertThat(location.renew(old, true)).isTrue();
  }

  private HttpUrl redirected(int token) {
    HttpUrl place = url("?token=" + token);
    assertThat(location.url()).isEqualTo(asked);
    location.redirect(asked, place);
    return place;
  }

  @Test
  void placeThatRefusesAtOnceIsRenewedOnceMore() {
    expire();
    assertThat(location.renew(redirected(1), true)).isTrue();
    assertThat(location.renew(redirected(2), true)).isFalse();
  }

  @Test
  void placeThatServedIsRenewedAgain() {
    expire();
    for (int token = 1; token < 9; token++) {
      HttpUrl place = redirected(token);
      location.proven(place);
      assertThat(location.renew(place, true)).isTrue();
    }
  }

  /** A place that is good for one request was used up by one that was still under way. */
  @Test
  void refusalDoesNotCountWhileOthersOfAnOlderPlaceCome() {
    expire();
    for (int token = 1; token < 9; token++) {
      HttpUrl place = redirected(token);
      assertThat(location.renew(old, true)).isTrue();
      assertThat(location.renew(place, true)).isTrue();
    }
    assertThat(location.renew(redirected(9), true)).isTrue();
    assertThat(location.renew(redirected(10), true)).isFalse();
  }
}
