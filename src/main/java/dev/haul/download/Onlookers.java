package dev.haul.download;

/** Two onlookers, told one after the other. */
record Onlookers(Onlooker first, Onlooker second) implements Onlooker {

  @Override
  public void fetched(long bytes) {
    first.fetched(bytes);
    second.fetched(bytes);
  }

  @Override
  public void ended(Attempt attempt) {
    first.ended(attempt);
    second.ended(attempt);
  }

  @Override
  public void beganAnew(Download download) {
    first.beganAnew(download);
    second.beganAnew(download);
  }

  @Override
  public void checkpointed(long nanos) {
    first.checkpointed(nanos);
    second.checkpointed(nanos);
  }

  @Override
  public void synced(long nanos) {
    first.synced(nanos);
    second.synced(nanos);
  }

  @Override
  public void closed(Download download, Receipt receipt) {
    first.closed(download, receipt);
    second.closed(download, receipt);
  }

  @Override
  public void refused(DownloadFailure why) {
    first.refused(why);
    second.refused(why);
  }
}
