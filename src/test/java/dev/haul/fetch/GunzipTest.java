package dev.haul.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.origin.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {

  private static final byte[] PLAIN = Content.of(3, 300_000).bytes();

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
      gzip.write(plain);
    }
    return coded.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] decoded(byte[] coded) throws IOException {
    return new Gunzip(new ByteArrayInputStream(coded)).readAllBytes();
  }

  @Test
  void decodes() throws Exception {
    assertThat(decoded(gzip(PLAIN))).isEqualTo(PLAIN);
    assertThat(decoded(gzip(new byte[0]))).isEmpty();
    assertThat(new Gunzip(new ByteArrayInputStream(gzip("a".getBytes(UTF_8)))).read())
        .isEqualTo('a');
  }

  @Test
  void decodesMembersOneAfterTheOther() throws Exception {
    byte[] half = Arrays.copyOf(PLAIN, 150_000);
    byte[] rest = Arrays.copyOfRange(PLAIN, 150_000, PLAIN.length);
    assertThat(decoded(joined(gzip(half), gzip(new byte[0]), gzip(rest)))).isEqualTo(PLAIN);
  }

  /** A connection brings what it likes; Java's own decoder takes a pause for the end. */
  @Test
  void decodesWhatComesByteByByte() throws Exception {
    byte[] coded = joined(gzip(Arrays.copyOf(PLAIN, 1000)), gzip(Arrays.copyOf(PLAIN, 500)));
    InputStream drops =
        new FilterInputStream(new ByteArrayInputStream(coded)) {
          @Override
          public int read(byte[] target, int from, int most) throws IOException {
            return super.read(target, from, Math.min(1, most));
          }

          @Override
          public int available() {
            return 0;
          }
        };
    assertThat(new Gunzip(drops).readAllBytes())
        .isEqualTo(joined(Arrays.copyOf(PLAIN, 1000), Arrays.copyOf(PLAIN, 500)));
  }

  @Test
  void skipsWhatAHeaderMayHold() throws Exception {
    byte[] coded = gzip(PLAIN);
    byte[] header = Arrays.copyOf(coded, 10);
    header[3] = 2 | 4 | 8 | 16;
    byte[] fields = joined(new byte[] {3, 0, 7, 7, 7}, "name\0note\0".getBytes(UTF_8), new byte[2]);
    assertThat(decoded(joined(header, fields, Arrays.copyOfRange(coded, 10, coded.length))))
        .isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 9, 10, 11, 1000, 9000})
  void noPrefixIsTheWhole(int length) throws Exception {
    byte[] cut = Arrays.copyOf(gzip(PLAIN), length);
    assertThatThrownBy(() -> decoded(cut)).isInstanceOf(EOFException.class);
  }

  @Test
  void trailerHasToBeThere() throws Exception {
    byte[] coded = gzip(PLAIN);
    for (int missing = 1; missing <= 8; missing++) {
      byte[] cut = Arrays.copyOf(coded, coded.length - missing);
      assertThatThrownBy(() -> decoded(cut)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void everyByteOfTheTrailerCounts() throws Exception {
    for (int back = 1; back <= 8; back++) {
      byte[] wrong = gzip(PLAIN);
      wrong[wrong.length - back] ^= 1;
      assertThatThrownBy(() -> decoded(wrong)).isInstanceOf(ZipException.class);
    }
  }

  @Test
  void nothingElseMayFollow() throws Exception {
    byte[] coded = gzip(PLAIN);
    assertThatThrownBy(() -> decoded(joined(coded, new byte[100])))
        .isInstanceOf(ZipException.class);
    assertThatThrownBy(() -> decoded("<html>no gzip at all</html>".getBytes(UTF_8)))
        .isInstanceOf(ZipException.class);
  }
}
