package dev.haul.download;

/**
 * Is told what happens, to count it or to write it down.
 *
 * <p>Whoever tells it holds no lock and goes on at once: its methods neither wait nor throw.
 */
public interface Onlooker {

  /** Looks away. */
  Onlooker NOBODY = new Onlooker() {};

  /**
   * One attempt at a chunk, when it is over.
   *
   * @param outcome {@code done}, {@code dropped}, or the reason of its failure
   * @param kept bytes of it that are in the part file and count
   * @param firstByteNanos from the take-off to a valid answer, or -1 when none came
   * @param nanos from the take-off to the end
   */
  record Attempt(Download download, String outcome, long kept, long firstByteNanos, long nanos) {

    /** It brought all it was to bring. */
    public static final String DONE = "done";

    /** Nobody wanted it any more. */
    public static final String DROPPED = "dropped";
  }

  /** Bytes came over the network, wanted or not; called for every buffer. */
  default void fetched(long bytes) {}

  /** An attempt at a chunk ended. */
  default void ended(Attempt attempt) {}

  /** A download forgot every byte and begins from zero. */
  default void beganAnew(Download download) {}

  /** What a download has on the disk was written down: its part file was synced, then claimed. */
  default void checkpointed(long nanos) {}

  /** A part file was synced. */
  default void synced(long nanos) {}

  /** A download ended, however it did. */
  default void closed(Download download, Receipt receipt) {}

  /** A request was refused before it became a download. */
  default void refused(DownloadFailure why) {}
}
