package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UrlRedactionTest {

  private final UrlRedaction redaction =
      new UrlRedaction(List.of("token", "X-Amz-Signature", " sig"));

  @Test
  void dropsUserInfo() {
    assertThat(redaction.redact("https://me:p@ss@host/a?b=c")).isEqualTo("https://host/a?b=c");
  }

  @Test
  void hidesValuesOfSecretParametersInAnyCaseAndPlace() {
    assertThat(redaction.redact("https://h/a?x=1&Token=abc&SIG=d%20e;x-amz-signature=f#frag"))
        .isEqualTo("https://h/a?x=1&Token=***&SIG=***;x-amz-signature=***#frag");
  }

  @Test
  void seesThroughPercentEncodedNames() {
    assertThat(redaction.redact("https://h/a?to%6Ben=abc")).isEqualTo("https://h/a?to%6Ben=***");
  }

  @Test
  void hidesTokensInFragments() {
    assertThat(redaction.redact("https://h/a#token=abc")).isEqualTo("https://h/a#token=***");
  }

  @Test
  void leavesEverythingElseAsItIs() {
    String url = "https://h:8443/a@b/token=c?q=$1\\2&tokens=x&empty=&token";
    assertThat(redaction.redact(url)).isEqualTo(url);
  }
}
