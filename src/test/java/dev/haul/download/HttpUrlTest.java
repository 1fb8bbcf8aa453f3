package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

  @Test
  void takesUrlApart() throws Exception {
    HttpUrl url = HttpUrl.parse(" HTTPS://Files.Example:8443/a/b.bin?x=1&y#part ");
    assertThat(url).isEqualTo(new HttpUrl("https", "files.example", 8443, "/a/b.bin?x=1&y"));
    assertThat(url.isSecure()).isTrue();
    assertThat(url.origin()).isEqualTo("https://files.example:8443");
    assertThat(url.lastSegment()).isEqualTo("b.bin");
    assertThat(url.withoutQuery()).isEqualTo("https://files.example:8443/a/b.bin");
  }

  @Test
  void leavesUsualPortsOutOfTheOrigin() throws Exception {
    assertThat(HttpUrl.parse("http://h:80/")).hasToString("http://h/");
    assertThat(HttpUrl.parse("https://h:443/")).hasToString("https://h/");
    assertThat(HttpUrl.parse("https://h:80/")).hasToString("https://h:80/");
    assertThat(HttpUrl.parse("http://h:/a")).hasToString("http://h/a");
  }

  @Test
  void rootsPath() throws Exception {
    assertThat(HttpUrl.parse("http://h").target()).isEqualTo("/");
    assertThat(HttpUrl.parse("http://h?q=1").target()).isEqualTo("/?q=1");
    assertThat(HttpUrl.parse("http://h#f").target()).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/~me/a",
        "/a[1].bin",
        "/{a}/^b|c\\d`e",
        "/{{env:HOME}}",
        "/${bean:x}",
        "/a%2Fb",
        "/a%2fb%20c",
        "/100%",
        "/%zz",
        "/a?",
        "/a?b?c/../d",
        "/a?sig=x%2B/y+z==",
        "/a//b/./c/../d",
        "/a;p=1,2!$&'()*+=:@",
        "/<\">"
      })
  void keepsTargetAsWritten(String target) throws Exception {
    HttpUrl url = HttpUrl.parse("http://h" + target + "#fragment");
    assertThat(url.target()).isEqualTo(target);
    assertThat(HttpUrl.parse(url.toString())).isEqualTo(url);
  }

  @Test
  void encodesOnlyWhatCannotStandInARequestLine() throws Exception {
    assertThat(HttpUrl.parse("http://h/a b\tc\r\nd").target()).isEqualTo("/a%20b%09c%0D%0Ad");
    assertThat(HttpUrl.parse("http://h/ä€😀").target()).isEqualTo("/%C3%A4%E2%82%AC%F0%9F%98%80");
    assertThat(HttpUrl.parse("http://h/\u007f").target()).isEqualTo("/%7F");
    assertThat(HttpUrl.parse("http://h/\ud800x").target()).isEqualTo("/%3Fx");
  }

  @Test
  void takesAddressesAndNamesOfAllScripts() throws Exception {
    assertThat(HttpUrl.parse("http://[2001:DB8::1]:8080/a").host()).isEqualTo("[2001:db8::1]");
    assertThat(HttpUrl.parse("http://[::1]/a").port()).isEqualTo(80);
    assertThat(HttpUrl.parse("http://192.0.2.7/a").host()).isEqualTo("192.0.2.7");
    assertThat(HttpUrl.parse("http://bücher.example/").host()).isEqualTo("xn--bcher-kva.example");
    assertThat(HttpUrl.parse("http://my_host-1/").host()).isEqualTo("my_host-1");
  }

  @Test
  void doesNotTakeLogins() {
    assertThatThrownBy(() -> HttpUrl.parse("https://me:secret@h/a"))
        .isInstanceOf(Permanent.NotSupported.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.bin",
        "//h/a",
        "http",
        "http:",
        "http:/a",
        "http://",
        "http:///a",
        "http://:80/a",
        "http://h:0/",
        "http://h:65536/",
        "http://h:99999999999/",
        "http://h:x/",
        "http://a b/",
        "http://[::1/",
        "http://[]/",
        "http://h]/",
        "http://..../",
        "http://%41/",
        "ftp://h/a",
        "file:///etc/passwd",
        "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a",
        "javascript:alert(1)"
      })
  void refusesWhatItCannotFetch(String text) {
    assertThatThrownBy(() -> HttpUrl.parse(text)).isInstanceOf(Permanent.UnusableUrl.class);
  }

  @Test
  void keepsSecretsOutOfMessages() {
    for (String url :
        List.of(
            "http://h:x/a?token=secret",
            "http://me:secret@h:x/a",
            "http://me:pa/secret@h/a",
            "nonsense?token=secret")) {
      assertThatThrownBy(() -> HttpUrl.parse(url)).as(url).hasMessageNotContaining("secret");
    }
  }

  /** RFC 3986 §5.4, as far as it leads to http. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "g, http://a/b/c/g",
        "./g, http://a/b/c/g",
        "g/, http://a/b/c/g/",
        "/g, http://a/g",
        "//g, http://g/",
        "?y, http://a/b/c/d;p?y",
        "g?y, http://a/b/c/g?y",
        "'#s', http://a/b/c/d;p?q",
        "g#s, http://a/b/c/g",
        "g?y#s, http://a/b/c/g?y",
        ";x, http://a/b/c/;x",
        "g;x, http://a/b/c/g;x",
        "g;x?y#s, http://a/b/c/g;x?y",
        "'', http://a/b/c/d;p?q",
        "., http://a/b/c/",
        "./, http://a/b/c/",
        ".., http://a/b/",
        "../, http://a/b/",
        "../g, http://a/b/g",
        "../.., http://a/",
        "../../, http://a/",
        "../../g, http://a/g",
        "../../../g, http://a/g",
        "../../../../g, http://a/g",
        "/./g, http://a/g",
        "/../g, http://a/g",
        "g., http://a/b/c/g.",
        ".g, http://a/b/c/.g",
        "g.., http://a/b/c/g..",
        "..g, http://a/b/c/..g",
        "./../g, http://a/b/g",
        "./g/., http://a/b/c/g/",
        "g/./h, http://a/b/c/g/h",
        "g/../h, http://a/b/c/h",
        "g;x=1/./y, http://a/b/c/g;x=1/y",
        "g;x=1/../y, http://a/b/c/y",
        "g?y/./x, http://a/b/c/g?y/./x",
        "g?y/../x, http://a/b/c/g?y/../x",
        "g#s/../x, http://a/b/c/g",
        "http://other:81/x, http://other:81/x",
        "/a b/{c}, http://a/a%20b/{c}"
      })
  void resolvesReferences(String reference, String expected) throws Exception {
    assertThat(HttpUrl.parse("http://a/b/c/d;p?q").resolve(reference)).hasToString(expected);
  }

  @Test
  void refusesReferencesToOtherSchemes() throws Exception {
    HttpUrl base = HttpUrl.parse("http://a/b");
    for (String reference : List.of("g:h", "http:g", "file:///etc/passwd", "ftp://h/")) {
      assertThatThrownBy(() -> base.resolve(reference))
          .as(reference)
          .isInstanceOf(Permanent.UnusableUrl.class);
    }
  }
}
