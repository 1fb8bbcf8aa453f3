package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidatorTest {

  private static Validator of(@Nullable String etag, @Nullable String modified) {
    return new Validator(etag, modified);
  }

  @Test
  void onlyQuotedTagsWithoutPrefixAreStrong() {
    assertThat(of("\"a\"", null).strongEtag()).isEqualTo("\"a\"");
    assertThat(of("W/\"a\"", null).strongEtag()).isNull();
    assertThat(of("a", null).strongEtag()).isNull();
    assertThat(of(null, "x").strongEtag()).isNull();
  }

  @Test
  void tagsDecideWhenBothHaveOne() {
    assertThat(of("\"a\"", "1").agreesWith(of("\"a\"", "2"))).isTrue();
    assertThat(of("\"a\"", "1").agreesWith(of("\"b\"", "1"))).isFalse();
    assertThat(of("\"a\"", null).agreesWith(of("W/\"a\"", null))).isFalse();
  }

  @Test
  void datesDecideWhenATagIsMissing() {
    assertThat(of("\"a\"", "1").agreesWith(of(null, "1"))).isTrue();
    assertThat(of("\"a\"", "1").agreesWith(of(null, "2"))).isFalse();
  }

  @Test
  void nothingInCommonIsNoContradiction() {
    assertThat(Validator.NONE.agreesWith(of("\"a\"", "1"))).isTrue();
    assertThat(of("\"a\"", null).agreesWith(of(null, "1"))).isTrue();
    assertThat(Validator.NONE.isNone()).isTrue();
    assertThat(of(null, "1").isNone()).isFalse();
  }
}
