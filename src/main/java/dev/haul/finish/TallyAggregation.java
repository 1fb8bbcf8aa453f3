package dev.haul.finish;

import dev.haul.download.Coverage;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Tally;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Adds each tally to its download; the group's body is how far the download is. */
public final class TallyAggregation implements AggregationStrategy {

  private final OpenDownloads downloads;

  public TallyAggregation(OpenDownloads downloads) {
    this.downloads = downloads;
  }

  @Override
  public Exchange aggregate(@Nullable Exchange soFar, Exchange next) {
    Coverage coverage = downloads.tally(next.getMessage().getBody(Tally.class));
    Exchange group = soFar == null ? next : soFar;
    group.getMessage().setBody(coverage);
    return group;
  }
}
