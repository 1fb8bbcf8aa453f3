package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {

  @Test
  void readsTheExamplesOfTheStandard() {
    assertThat(ContentRange.parse("bytes 42-1233/1234"))
        .isEqualTo(new ContentRange(new ByteRange(42, 1233), 1234L));
    assertThat(ContentRange.parse("bytes 42-1233/*"))
        .isEqualTo(new ContentRange(new ByteRange(42, 1233), null));
    assertThat(ContentRange.parse("bytes */1234")).isEqualTo(new ContentRange(null, 1234L));
    assertThat(ContentRange.parse(" Bytes 0-0/1 "))
        .isEqualTo(new ContentRange(new ByteRange(0, 0), 1L));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=0-9/10",
        "0-9/10",
        "bytes 0 - 9 / 10",
        "bytes  0-9/10",
        "items 0-9/10",
        "bytes 9-0/10",
        "bytes 0-10/10",
        "bytes 0-9/",
        "bytes */*",
        "bytes -9/10",
        "bytes 0-/10",
        "bytes 0-9/10, bytes 20-29/10",
        "bytes 0-9/-1",
        "bytes +0-9/10",
        "bytes 0-99999999999999999999/*",
        "bytes 0x0-0x9/0xa",
        "bytes ٠-٩/١٠"
      })
  void refusesAnythingElse(String field) {
    assertThat(ContentRange.parse(field)).isNull();
  }
}
