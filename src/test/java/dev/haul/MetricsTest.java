package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.metrics.PrometheusMetrics;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} shows is what happened and what is documented. */
@Timeout(60)
class MetricsTest {

  private static final Content CONTENT = Content.of(7, 3_000_000);
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\| [^|]+ \\| ([^|]*)\\|");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\w+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z0-9_]+)(?:\\{(.*)})? (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private static String scrape(Served haul) throws Exception {
    return haul.ask("/metrics").body();
  }

  private static double value(String scrape, String series) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** A download whose connections break, and one that is not there. */
  private List<Receipt> eventful(Served haul) {
    return List.of(
        haul.get(origin.serve("/big.bin", CONTENT, Cuts.cutAfter(400_000))),
        haul.get(origin.url("/absent.bin")));
  }

  /** Family, then type and labels: {@code haul_hosts → gauge []}. */
  private static Map<String, String> families(String scrape) {
    Map<String, String> families = new TreeMap<>();
    for (MatchResult type : TYPE.matcher(scrape).results().toList()) {
      String name = type.group(1);
      if (!name.endsWith("_max") || !scrape.contains("# TYPE " + name.replaceFirst("_max$", " "))) {
        families.put(name, type.group(2) + " " + labels(scrape, name));
      }
    }
    return families;
  }

  private static Set<String> labels(String scrape, String family) {
    Set<String> labels = new TreeSet<>();
    for (MatchResult sample : SAMPLE.matcher(scrape).results().toList()) {
      if (sample.group(1).matches(family + "(_bucket|_count|_sum)?") && sample.group(2) != null) {
        LABEL.matcher(sample.group(2)).results().map(label -> label.group(1)).forEach(labels::add);
      }
    }
    labels.remove("le");
    return labels;
  }

  private static Map<String, String> documented() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    for (MatchResult row :
        ROW.matcher(Files.readString(Path.of("docs/metrics.md"))).results().toList()) {
      Set<String> labels = new TreeSet<>(Set.of(row.group(3).strip().split(", ")));
      labels.remove("");
      rows.put(row.group(1), row.group(2) + " " + labels);
    }
    return rows;
  }

  @Test
  void whatIsShownIsDocumentedAndTheOtherWayRound() throws Exception {
    try (Served haul = Served.start(folder)) {
      eventful(haul);
      System.gc(); // its pauses are told of once there was one
      await().until(() -> scrape(haul).contains("jvm_gc_pause_seconds_count"));
      assertThat(families(scrape(haul))).containsExactlyInAnyOrderEntriesOf(documented());
    }
  }

  @Test
  void countersAgreeWithTheReceipts() throws Exception {
    try (Served haul = Served.start(folder)) {
      List<Receipt> receipts = eventful(haul);
      Receipt.Transfer transfer = receipts.get(0).transfer();
      int retries = transfer.retries().values().stream().mapToInt(Integer::intValue).sum();
      assertThat(retries).isPositive();
      String scrape = scrape(haul);
      assertThat(value(scrape, "haul_fetched_bytes_total")).isEqualTo(transfer.bytesFetched());
      assertThat(value(scrape, "haul_kept_bytes_total")).isEqualTo(CONTENT.size());
      assertThat(value(scrape, "haul_downloads_finished_total{outcome=\"proven\"}")).isOne();
      assertThat(value(scrape, "haul_downloads_finished_total{outcome=\"failed\"}")).isOne();
      assertThat(value(scrape, "haul_failures_total{reason=\"not-found\"}")).isOne();
      assertThat(value(scrape, "haul_proofs_total{grade=\"length\"}")).isOne();
      transfer
          .retries()
          .forEach(
              (reason, count) ->
                  assertThat(value(scrape, "haul_attempts_total{outcome=\"" + reason + "\"}"))
                      .as(reason)
                      .isGreaterThanOrEqualTo(count));
      assertThat(value(scrape, "haul_chunk_duration_seconds_count"))
          .isEqualTo(value(scrape, "haul_attempts_total{outcome=\"done\"}"))
          .isPositive();
      assertThat(value(scrape, "haul_sync_seconds_count")).isPositive();
      assertThat(value(scrape, "camel_exchanges_total{route=\"haul-plan\"}")).isEqualTo(2);
      assertThat(value(scrape, "haul_ready")).isOne();
    }
  }

  @Test
  void gaugesTellOfWhatWaitsAndWhatRuns() throws Exception {
    try (Served haul = Served.start(folder, "haul.fetch.connections", "2")) {
      var release = new java.util.concurrent.CompletableFuture<Void>();
      var receipt =
          haul.begin(
              origin.serve("/held.bin", CONTENT, dev.haul.origin.Pace.holdAt(100_000, release)));
      await()
          .untilAsserted(
              () -> {
                String scrape = scrape(haul);
                assertThat(value(scrape, "haul_downloads{state=\"running\"}")).isOne();
                assertThat(value(scrape, "haul_connections{state=\"receiving\"}")).isEqualTo(2);
                assertThat(value(scrape, "haul_chunks_waiting{for=\"enough\"}")).isPositive();
                assertThat(value(scrape, "haul_hosts")).isOne();
                assertThat(value(scrape, "haul_host_limit{of=\"sum\"}")).isPositive();
                assertThat(value(scrape, "haul_remaining_bytes")).isPositive();
              });
      release.complete(null);
      receipt.get();
      await().until(() -> value(scrape(haul), "haul_connections{state=\"receiving\"}") == 0);
      assertThat(value(scrape(haul), "haul_chunks_waiting{for=\"enough\"}")).isZero();
      assertThat(value(scrape(haul), "haul_remaining_bytes")).isZero();
    }
  }

  @Test
  void nothingThatARequestOrAServerSaysBecomesALabel() throws Exception {
    try (Served haul = Served.start(folder)) {
      eventful(haul);
      haul.get("{\"urls\":[\"ftp://somewhere/secret-name\"],\"id\":\"secret-id\"}");
      String scrape = scrape(haul);
      assertThat(scrape)
          .doesNotContain("127.0.0.1")
          .doesNotContain(String.valueOf(origin.port()))
          .doesNotContain("big.bin", "absent", "secret", "http:", "ftp:");
      for (MatchResult sample : SAMPLE.matcher(scrape).results().toList()) {
        if (sample.group(1).startsWith("haul_") && !sample.group(1).equals("haul_build_info")) {
          LABEL
              .matcher(String.valueOf(sample.group(2)))
              .results()
              .filter(label -> !label.group(1).equals("le"))
              .forEach(label -> assertThat(label.group(2)).matches("[a-z][a-z0-9-]*"));
        }
      }
      assertThat(scrape.lines().filter(line -> !line.startsWith("#")).count()).isLessThan(500);
    }
  }

  @Test
  void answersInTheFormatThatIsAskedFor() throws Exception {
    try (Served haul = Served.start(folder)) {
      assertThat(haul.ask("/metrics").headers().firstValue("Content-Type"))
          .contains(PrometheusMetrics.TEXT);
      var answer = haul.ask("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text");
      assertThat(answer.body()).endsWith("# EOF\n");
    }
  }

  @Test
  void aHostFindsHaulsMetersInItsOwnRegistry() throws Exception {
    SimpleMeterRegistry host = new SimpleMeterRegistry();
    DefaultCamelContext context = new DefaultCamelContext();
    try {
      context.getRegistry().bind("anyName", MeterRegistry.class, host);
      Configuration keys =
          Configuration.of(Map.of("haul.downloads", folder.resolve("downloads").toString()));
      HaulBundle.install(context, keys, List.of());
      context.start();
      Receipt receipt =
          context
              .createProducerTemplate()
              .requestBody("direct:haul", origin.serve("/a.bin", CONTENT), Receipt.class);
      assertThat(host.get("haul.fetched").counter().count())
          .isEqualTo(receipt.transfer().bytesFetched());
      assertThat(host.getMeters())
          .extracting(Meter::getId)
          .extracting(Meter.Id::getName)
          .allMatch(name -> name.startsWith("haul."));
    } finally {
      context.stop();
    }
  }
}
