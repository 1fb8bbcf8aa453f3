package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Checksum;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.IfExists;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormatTest {

  @Test
  void readsEveryField() throws Unreadable {
    String sum = "0".repeat(64);
    Batch batch =
        Texts.read(
            "a.json",
            "{\"schema\":\"haul/request/1\",\"id\":\"acme-1\",\"urls\":[\"https://h/a\",\"https://m/a\"],"
                + "\"name\":\"pos.csv\",\"dir\":\"acme/eu\",\"size\":1073741824,"
                + "\"digests\":{\"sha-256\":\""
                + sum
                + "\"},\"digestUrl\":null,\"ifExists\":\"reuse\",\"site\":null,"
                + "\"headers\":{\"Accept\":\" text/csv\"},\"limit\":null,\"connections\":32,"
                + "\"priority\":0,\"notBefore\":null,\"deadline\":null,"
                + "\"requestedBy\":\"eod\",\"labels\":{\"case\":\"4711\"}}");
    assertThat(batch.list()).isFalse();
    assertThat(batch.id()).isEqualTo("acme-1");
    DownloadRequest request = batch.first();
    assertThat(request.id()).isEqualTo("acme-1");
    assertThat(request.urls()).containsExactly("https://h/a", "https://m/a");
    assertThat(request.name()).isEqualTo("pos.csv");
    assertThat(request.dir()).isEqualTo("acme/eu");
    assertThat(request.size()).isEqualTo(1_073_741_824L);
    assertThat(request.checksums()).containsExactly(Checksum.of("sha-256", sum));
    assertThat(request.ifExists()).isEqualTo(IfExists.REUSE);
    assertThat(request.headers()).containsExactly(new HttpField("Accept", "text/csv"));
    assertThat(request.connections()).isEqualTo(32);
    assertThat(request.priority()).isZero();
    assertThat(request.requestedBy()).isEqualTo("eod");
    assertThat(request.labels()).isEqualTo(Map.of("case", "4711"));
  }

  @Test
  void readsManyDownloads() throws Unreadable {
    Batch batch =
        Texts.read(
            "a.json",
            "{\"id\":\"b\",\n\"downloads\":[{\"url\":\"https://h/a\"},\n{\"url\":\"https://h/b\"}]}");
    assertThat(batch.list()).isTrue();
    assertThat(batch.id()).isEqualTo("b");
    assertThat(batch.requests())
        .extracting(request -> request.url() + " " + request.origin().reference())
        .containsExactly("https://h/a a.json:2", "https://h/b a.json:3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ulrs\":[\"https://h/a\"]} | line 1, column 2: unknown field \"ulrs\"; did you mean \"urls\"?",
        "{\"url\":\"https://h/a\",\"prioritty\":1} | line 1, column 22: unknown field \"prioritty\"; did you mean \"priority\"",
        "{\"url\":7} | line 1, column 2: url: expected a string",
        "{\"urls\":\"https://h/a\"} | line 1, column 2: urls: expected an array",
        "{\"urls\":[]} | line 1, column 2: urls: expected an array",
        "{\"urls\":[7]} | line 1, column 2: urls: expected a string",
        "{\"url\":\"https://h/a\",\"urls\":[\"https://h/a\"]} | line 1, column 2: url: give either",
        "{} | line 1, column 1: no URL in it",
        "{\"url\":\"a\"} | line 1, column 2: url: \"a\" is not a URL",
        "{\"url\":\"https://h/a b\"} | line 1, column 2: url: a space inside",
        "{\"url\":\"https://h/a\\nb\"} | line 1, column 2: url: a space inside",
        "{\"url\":\"https://h/a\",\"size\":-1} | line 1, column 22: size: expected a whole number, from 0",
        "{\"url\":\"https://h/a\",\"size\":1.5} | line 1, column 22: size: expected a whole number",
        "{\"url\":\"https://h/a\",\"priority\":10} | line 1, column 22: priority: expected a whole number, 0 to 9",
        "{\"url\":\"https://h/a\",\"connections\":0} | line 1, column 22: connections: expected a whole number",
        "{\"url\":\"https://h/a\",\"ifExists\":\"ask\"} | line 1, column 22: ifExists: if-exists: expected reuse",
        "{\"url\":\"https://h/a\",\"digests\":{\"sha-256\":\"1\"}} | line 1, column 22: digests: sha-256 checksum: expected 64",
        "{\"url\":\"https://h/a\",\"headers\":{\"A\":\"1\\r\\nB: 2\"}} | line 1, column 22: headers: a control character",
        "{\"url\":\"https://h/a\",\"headers\":{\"A:\":\"1\"}} | line 1, column 22: headers: \"A:\" is not the name",
        "{\"url\":\"https://h/a\",\"headers\":{\"A\":1}} | line 1, column 22: headers: expected a string",
        "{\"url\":\"https://h/a\",\"labels\":[]} | line 1, column 22: labels: expected an object of strings",
        "{\"url\":\"https://h/a\",\"name\":\"a/b\"} | line 1, column 22: name: \"a/b\" is not a plain file name",
        "{\"url\":\"https://h/a\",\"name\":\"..\"} | line 1, column 22: name: \"..\" must not contain ..",
        "{\"url\":\"https://h/a\",\"dir\":\"../x\"} | line 1, column 22: dir: \"../x\" must not contain ..",
        "{\"url\":\"https://h/a\",\"limit\":1} | line 1, column 22: limit: not supported yet",
        "{\"url\":\"https://h/a\",\"site\":\"s\"} | line 1, column 22: site: not supported yet",
        "{\"url\":\"https://h/a\",\"schema\":\"haul/request/2\"} | line 1, column 22: schema: expected",
        "{\"url\":\"https://h/a\",\"url\":\"https://h/b\"} | line 1, column 27: not JSON as expected: Duplicate",
        "{\"downloads\":[]} | line 1, column 1: \"downloads\" is empty",
        "{\"downloads\":[7]} | line 1, column 15: downloads: expected an object",
        "{\"downloads\":{}} | line 1, column 2: downloads: expected an array",
        "{\"downloads\":[{\"url\":\"https://h/a\"}],\"name\":\"a\"} | line 1, column 38: name: does not belong",
        "{\"downloads\":[{\"url\":\"https://h/a\",\"downloads\":[]}]} | line 1, column 36: downloads:",
        "[] | line 1, column 1: expected an object",
        "{\"url\":\"https://h/a\"} x | line 1, column 24: not JSON",
        "{\"url\":\"https://h/a\"} {} | line 1, column 23: something behind",
        "{\"url\":\"https://h/a\",\"labels\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]} | not JSON as expected: Document nesting depth",
      })
  void refusesDocumentAndSaysWhere(String text, String reason) {
    assertThat(Texts.refusal("a.json", text)).startsWith(reason);
  }
}
