package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a download through the routes, step by step: step ids are API. */
@Timeout(60)
class RouteTrailTest extends CamelMainTestSupport {

  private static final Content CONTENT = Content.of(7, 300_000);

  @TempDir private static Path folder;
  private final Origin origin = Origin.start();
  private RouteTrail trail;

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  @Override
  protected void configure(MainConfigurationProperties main) {
    main.setRoutesBuilders(List.of());
  }

  @Override
  protected CamelContext createCamelContext() throws Exception {
    CamelContext context = super.createCamelContext();
    trail = RouteTrail.in(context);
    HaulBundle.install(
        context,
        Configuration.of(
            Map.of(
                "haul.downloads", folder.toString(),
                "haul.downloads.if-exists", "replace",
                "haul.failures.backoff", "10ms")),
        List.of());
    return context;
  }

  private Receipt get(String url) {
    Receipt receipt = template().requestBody("direct:haul", url, Receipt.class);
    await().until(() -> !trail.of("close-download").isEmpty());
    return receipt;
  }

  @Test
  void downloadOfOneChunk() {
    Receipt receipt = get(origin.serve("/file.bin", CONTENT));

    assertThat(receipt.file().sha256()).isEqualTo(CONTENT.sha256());
    assertThat(trail.of("open-download"))
        .containsExactly(
            List.of(
                "read-request",
                "open-and-resume",
                "open-download",
                "keep-download",
                "apply-order",
                "claim-download",
                "tell-start",
                "recall-job",
                "resume-download",
                "plan-first-chunk",
                "queue-first-chunk",
                "each-chunk",
                "await-receipt"));
    assertThat(trail.of("ask-for-receipt")).containsExactly(List.of("ask-for-receipt", "tell-end"));
    assertThat(trail.of("queue-chunk")).hasSize(1);
    assertThat(trail.of("fetch-chunk"))
        .containsExactly(
            List.of(
                "take-off",
                "address-request",
                "fetch-chunk",
                "check-answer",
                "plan-next-chunks",
                "write-part",
                "tally-chunk",
                "hash-front",
                "add-up-tallies"));
    assertThat(trail.of("close-download"))
        .containsExactly(
            List.of(
                "settle-download",
                "how-it-ended",
                "prove-and-publish",
                "verify-file",
                "confirm-owner",
                "publish-file",
                "close-download"));
  }

  @Test
  void chunkThatIsCutAndComesBack() {
    Receipt receipt = get(origin.serve("/file.bin", CONTENT, Cuts.cutAfter(100_000).first(1)));

    assertThat(receipt.file().sha256()).isEqualTo(CONTENT.sha256());
    assertThat(trail.of("fetch-chunk"))
        .containsExactly(
            List.of(
                "take-off",
                "address-request",
                "fetch-chunk",
                "check-answer",
                "plan-next-chunks",
                "write-part",
                "land-later",
                "tally-later",
                "hash-front",
                "add-up-tallies",
                "plan-later",
                "queue-later",
                "each-chunk"),
            List.of(
                "take-off",
                "address-request",
                "fetch-chunk",
                "check-answer",
                "plan-next-chunks",
                "write-part",
                "tally-chunk",
                "hash-front",
                "add-up-tallies"));
    assertThat(trail.of("queue-chunk")).hasSize(2);
  }

  @Test
  void streamThatIsCutAndBeginsAnew() {
    Receipt receipt =
        get(
            origin.serve(
                "/file.bin", CONTENT, Ranges.ignoreRange(), Cuts.cutAfter(100_000).first(1)));

    assertThat(receipt.file().sha256()).isEqualTo(CONTENT.sha256());
    assertThat(trail.of("fetch-chunk").get(0))
        .containsExactly(
            "take-off",
            "address-request",
            "fetch-chunk",
            "check-answer",
            "plan-next-chunks",
            "write-part",
            "land-from-zero",
            "tally-from-zero",
            "hash-front",
            "add-up-tallies",
            "keep-tally",
            "plan-from-zero",
            "queue-from-zero",
            "each-chunk",
            "recall-tally",
            "end-generation",
            "hash-front",
            "add-up-tallies");
    assertThat(trail.of("settled-before")).hasSize(1);
  }

  @Test
  void fileThatIsNotThere() {
    Receipt receipt = get(origin.serve("/gone.bin", CONTENT, Refusals.status(410)));

    assertThat(receipt.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(trail.of("fetch-chunk"))
        .containsExactly(
            List.of(
                "take-off",
                "address-request",
                "fetch-chunk",
                "check-answer",
                "land-hopeless",
                "tally-hopeless",
                "hash-front",
                "add-up-tallies"));
    assertThat(trail.of("close-download"))
        .containsExactly(
            List.of("settle-download", "how-it-ended", "give-reason", "close-download"));
  }

  @Test
  void fileThatIsThereAlready() {
    String url = origin.serve("/again.bin", CONTENT);
    template().requestBody("direct:haul", "{\"url\":\"" + url + "\",\"ifExists\":\"reuse\"}");
    Receipt receipt =
        template()
            .requestBody(
                "direct:haul", "{\"url\":\"" + url + "\",\"ifExists\":\"reuse\"}", Receipt.class);

    assertThat(receipt.outcome()).isEqualTo(Outcome.UNCHANGED);
    await().until(() -> trail.of("close-download").size() == 2);
    assertThat(trail.of("close-download").get(1))
        .containsExactly("settle-download", "how-it-ended", "confirm-existing", "close-download");
  }

  @Test
  void requestThatCannotBeBegun() {
    Receipt receipt = template().requestBody("direct:haul", "ftp://host/file", Receipt.class);

    assertThat(receipt.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(trail.of("open-download"))
        .containsExactly(
            List.of(
                "read-request",
                "open-and-resume",
                "open-download",
                "keep-download",
                "apply-order",
                "claim-download",
                "tell-start",
                "recall-job",
                "resume-download",
                "plan-first-chunk",
                "refuse-request"));
  }
}
