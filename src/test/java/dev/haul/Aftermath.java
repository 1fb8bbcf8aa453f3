package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.fetch.ChunkQueue;
import dev.haul.fetch.Flights;
import dev.haul.origin.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.processor.aggregate.AggregateProcessor;

/** What a download leaves behind: its file, its receipts, and nothing in memory. */
final class Aftermath {

  private Aftermath() {}

  /** The file is there under its final name, with the right bytes, and the receipt says so. */
  static void assertArrived(Receipt receipt, Content content) {
    assertThat(receipt.error()).isNull();
    assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(receipt.file().sha256()).isEqualTo(content.sha256());
    assertThat(Path.of(receipt.file().path())).exists().hasSize(content.size());
    assertThat(sha256(Path.of(receipt.file().path()))).isEqualTo(content.sha256());
  }

  /** It failed with a sentence that names {@code reason}, and without a file. */
  static void assertFailed(Receipt receipt, String reason, boolean retryable) {
    assertThat(receipt.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(receipt.file()).isNull();
    assertThat(receipt.error()).isNotNull();
    assertThat(receipt.error().type()).isEqualTo("urn:haul:problem:" + reason);
    assertThat(receipt.error().detail()).hasSizeGreaterThan(20).doesNotContain("Exception");
    assertThat(receipt.error().retryable()).isEqualTo(retryable);
  }

  /** No flight, no waiting chunk, no open download, no group of tallies. */
  static void assertNothingLeft(HaulFixture haul) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              assertThat(flights(haul.context()).all()).isEmpty();
              assertThat(queue(haul.context()).size()).isZero();
              assertThat(queue(haul.context()).heldBack()).isZero();
              assertThat(downloads(haul.context()).all()).isEmpty();
              assertThat(groups(haul.context())).isEmpty();
            });
  }

  static Flights flights(CamelContext context) {
    return bean(context, "haulFlights", Flights.class);
  }

  static ChunkQueue queue(CamelContext context) {
    return bean(context, "haulChunkQueue", ChunkQueue.class);
  }

  static OpenDownloads downloads(CamelContext context) {
    return bean(context, "haulDownloads", OpenDownloads.class);
  }

  /** Keys of the tally groups that are not complete. */
  static Set<String> groups(CamelContext context) {
    return context
        .getProcessor("add-up-tallies", AggregateProcessor.class)
        .getAggregationRepository()
        .getKeys();
  }

  private static <T> T bean(CamelContext context, String name, Class<T> type) {
    return context.getRegistry().lookupByNameAndType(name, type);
  }

  /** Every file below {@code folder} except receipts, relative to it, sorted. */
  static List<String> filesButReceipts(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(file -> !file.startsWith(".haul/receipts/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(Path file) {
    try {
      return Content.of(Files.readAllBytes(file)).sha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
