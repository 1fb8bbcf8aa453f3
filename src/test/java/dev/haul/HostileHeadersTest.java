package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Command;
import dev.haul.download.Receipt;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Headers that a flow took over from a stranger's message, such as CVE-2026-40453 lets in: they
 * change nothing of what is asked for and where it is written.
 */
@Timeout(30)
class HostileHeadersTest {

  private static final Content CONTENT = Content.of(7, 1_200_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final Origin other = Origin.start();

  @AfterEach
  void closeOrigins() {
    origin.close();
    other.close();
  }

  static Stream<UnaryOperator<String>> cases() {
    return Stream.of(
        name -> name,
        name -> name.toLowerCase(Locale.ROOT),
        name -> name.toUpperCase(Locale.ROOT),
        name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
  }

  private Map<String, Object> hostile(UnaryOperator<String> spelt) {
    String elsewhere = other.serve("/other.bin", Content.of(8, 1_200_000));
    Map<String, Object> headers = new HashMap<>();
    headers.put("CamelHttpUri", elsewhere);
    headers.put("CamelHttpUrl", elsewhere);
    headers.put("CamelRestHttpUri", elsewhere);
    headers.put("CamelHttpPath", "/other.bin");
    headers.put("CamelHttpQuery", "a=b");
    headers.put("CamelHttpRawQuery", "a=b");
    headers.put("CamelHttpMethod", "DELETE");
    headers.put("CamelHttpHost", "elsewhere.invalid");
    headers.put("CamelHttpProtocolVersion", "HTTP/1.0");
    headers.put("CamelFileName", "../../stolen.bin");
    headers.put("CamelFileParent", "/tmp");
    headers.put("CamelOverruleFileName", "stolen.bin");
    headers.put("CamelBeanMethodName", "toString");
    headers.put("CamelBeanParameterMapping", "true");
    headers.put("CamelToEndpoint", "log:stolen");
    headers.put("CamelOverrideEndpoint", "log:stolen");
    headers.put("CamelSlipEndpoint", "log:stolen");
    headers.put("CamelCorrelationId", "stolen");
    headers.put("CamelAggregationCompleteAllGroups", true);
    headers.put("CamelAggregationCompleteCurrentGroup", true);
    headers.put("Host", "elsewhere.invalid");
    headers.put("Authorization", "Bearer stolen");
    headers.put("Cookie", "session=stolen");
    headers.put("Range", "bytes=5-9");
    headers.put("If-Range", "\"stolen\"");
    headers.put("If-None-Match", "*");
    headers.put("Content-Length", "5");
    headers.put("Content-Type", "application/x-java-serialized-object");
    headers.put("Accept-Encoding", "gzip");
    headers.put("Content-Encoding", "gzip");
    Map<String, Object> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(spelt.apply(name), value));
    return all;
  }

  private static Receipt get(
      HaulFixture haul, String to, Object body, Map<String, Object> headers) {
    return haul.context()
        .createProducerTemplate()
        .requestBodyAndHeaders(to, body, headers, Receipt.class);
  }

  private Set<String> askedFor(String path) {
    Set<String> asked = new TreeSet<>();
    for (Request request : origin.requests(path)) {
      asked.add(request.method() + " " + request.version() + " " + request.target());
      request.headers().fields().stream()
          .filter(field -> !field.getKey().equalsIgnoreCase("Range"))
          .forEach(field -> asked.add(field.getKey() + ": " + field.getValue()));
    }
    return asked;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void changeNothingOfDownload(UnaryOperator<String> spelt) throws Exception {
    Map<String, Object> hostile = hostile(spelt);
    try (HaulFixture haul = HaulFixture.start(folder)) {
      for (String door : List.of("direct:haul", "haul:get")) {
        String path = "/" + door.replace(':', '-') + ".bin";
        String url = origin.serve(path, CONTENT);
        try (HaulFixture plain = HaulFixture.start(folder.resolve("plain" + path))) {
          assertArrived(get(plain, door, url, Map.of()), CONTENT);
        }
        Set<String> asked = askedFor(path);
        Receipt receipt = get(haul, door, url, hostile);
        assertArrived(receipt, CONTENT);
        assertThat(Path.of(receipt.file().path())).isEqualTo(folder.resolve("downloads" + path));
        assertThat(askedFor(path)).isEqualTo(asked);
      }
      assertFailed(get(haul, "direct:haul", "nonsense", hostile), "unusable-url", false);
      Aftermath.assertNothingLeft(haul);
    }
    assertThat(other.requests()).isEmpty();
    assertThat(filesButReceipts(folder.resolve("downloads")))
        .containsExactly("direct-haul.bin", "haul-get.bin");
    assertThat(folder.resolve("stolen.bin")).doesNotExist();
  }

  @Test
  void changeNothingOfCommand() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, List.of("control"))) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/slow.bin", CONTENT, Pace.rate(50_000)));
      await().until(() -> origin.bytesSent("/slow.bin") > 0);
      String id = Aftermath.downloads(haul.context()).all().get(0).id();
      haul.context()
          .createProducerTemplate()
          .sendBodyAndHeaders(
              "direct:haul-control", Command.of(id, Command.Verb.CANCEL), hostile(name -> name));
      assertThat(receipt.get().outcome()).isEqualTo(Receipt.Outcome.CANCELLED);
      Aftermath.assertNothingLeft(haul);
    }
    assertThat(other.requests()).isEmpty();
  }
}
