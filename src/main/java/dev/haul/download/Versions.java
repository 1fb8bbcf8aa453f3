package dev.haul.download;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a download has learnt, over all its generations, about the versions of its file and about
 * the ranges of its server.
 *
 * <p>An answer whose validators contradict the known ones is never used. It may come from another
 * node that has the same bytes under another entity tag (RFC 9110 §8.8.3.2), from a node with
 * another version, or the file was replaced. {@link #judge} tells them apart by what comes after;
 * {@link #takeSample} and {@link #compared} by bytes that are on the disk already.
 *
 * <p>Everything is guarded by this object itself; it calls nobody.
 */
public final class Versions {

  /** What to do after an answer of another version. */
  public enum Verdict {
    /** Ask again: the known version may come again. */
    AGAIN,
    /** Ask again later: others have to show first whether it is another version. */
    LATER,
    /** The file was replaced: begin anew. */
    CHANGED,
    /** Nodes do not agree and nothing shows who is right: one answer has to bring all bytes. */
    ONE_STREAM
  }

  /** So many answers of another version in a row show that the known one is gone. */
  private static final int FEW = 3;

  /** The same when it came back before. */
  private static final int MANY = 8;

  /** So many entity tags for the same bytes show that entity tags tell nothing here. */
  private static final int MEANINGLESS = 3;

  // All below guarded by this.
  private int mismatches;
  private int changes;
  private int badAnswers;
  private boolean streamOnly;

  /** Validators of the same bytes as the known one, of this generation. */
  private final List<Validator> alike = new ArrayList<>();

  /** Validators whose sample was compared and is equal, of this generation. */
  private final List<Validator> equalSamples = new ArrayList<>();

  /** Validators of earlier generations. */
  private final List<Validator> earlier = new ArrayList<>();

  private @Nullable Validator other;
  private long otherMetAt;
  private int othersInARow;
  private boolean nodesDisagree;
  private boolean wantsSample;
  private boolean checksum;
  private boolean samplesDiffer;
  private int taken;

  /** Counts that the whole file was there and wrong. */
  public synchronized int countMismatch() {
    return ++mismatches;
  }

  /** Counts that the file changed on the server. */
  public synchronized void countChange() {
    changes++;
  }

  /** How often the file changed on the server and the download began anew because of it. */
  public synchronized int changes() {
    return changes;
  }

  /** Counts answers that were invalid since the last byte of progress. */
  public synchronized int countBadAnswer() {
    return ++badAnswers;
  }

  /** Bytes arrived. */
  synchronized void progress() {
    badAnswers = 0;
  }

  /** Ranges do not work on this server: every generation from now on reads one stream. */
  public synchronized void giveUpRanges() {
    streamOnly = true;
  }

  public synchronized boolean isStreamOnly() {
    return streamOnly;
  }

  /**
   * The known file as an answer with {@code seen} may describe it: with that validator if it was
   * found to stand for the same bytes.
   */
  public synchronized RemoteFile knownAs(RemoteFile known, Validator seen) {
    boolean meaningless =
        alike.size() >= MEANINGLESS && (checksum || known.validator().hasSameStrongDateAs(seen));
    return meaningless || isIn(alike, seen) ? known.withValidator(seen) : known;
  }

  /**
   * An answer of the known version, or one alike, came.
   *
   * @param askedAt {@link System#nanoTime} of the request: one from before the other version was
   *     met shows nothing
   */
  public synchronized void confirmed(long askedAt) {
    othersInARow = 0;
    nodesDisagree |= other != null && askedAt - otherMetAt > 0;
  }

  /**
   * An answer of another version came.
   *
   * @param now {@link System#nanoTime}
   * @param hope whether bytes of the known version are there, or on their way, to compare with
   */
  public synchronized Verdict judge(RemoteFile known, RemoteFile seen, boolean hope, long now) {
    Validator validator = seen.validator();
    boolean looksLike = known.looksLike(seen) && !samplesDiffer;
    boolean another = other != null && !other.equalsFieldsOf(validator);
    nodesDisagree |= (looksLike && another) || isIn(earlier, validator);
    other = validator;
    otherMetAt = now;
    othersInARow++;
    boolean unknown = !isIn(equalSamples, validator) && equalSamples.size() < MEANINGLESS;
    if (looksLike && hope && unknown) {
      wantsSample = true;
      return othersInARow > FEW ? Verdict.LATER : Verdict.AGAIN;
    }
    if (othersInARow < (nodesDisagree ? MANY : FEW)) {
      return Verdict.AGAIN;
    }
    return looksLike && nodesDisagree ? Verdict.ONE_STREAM : Verdict.CHANGED;
  }

  /** Whether some other version was met: a condition on one validator would hinder now. */
  public synchronized boolean isDisputed() {
    return other != null;
  }

  /**
   * Whether the caller is to fetch bytes once more that are there, to compare them.
   *
   * @return true for one caller
   */
  public synchronized boolean takeSample() {
    boolean mine = wantsSample;
    wantsSample = false;
    return mine;
  }

  /**
   * Bytes of another validator were compared, and are equal. They stand for the whole file only if
   * its size and a strong date say so too, or a checksum will; and never after a checksum was
   * wrong.
   *
   * @param digest whether a checksum of the whole is going to be compared
   */
  public synchronized void compared(RemoteFile known, RemoteFile seen, boolean digest) {
    Validator validator = seen.validator();
    if (known.validator().agreesWith(validator) || isIn(equalSamples, validator)) {
      return;
    }
    nodesDisagree = true;
    equalSamples.add(validator);
    checksum = digest;
    boolean proven = checksum || known.validator().hasSameStrongDateAs(validator);
    if (known.looksLike(seen) && proven && mismatches == 0) {
      alike.add(validator);
      othersInARow = 0;
      taken++;
    }
  }

  /** Bytes of another validator were compared and are others. */
  public synchronized void differ() {
    samplesDiffer = true;
  }

  /** How many entity tags were taken for the same bytes as the known one. */
  public synchronized int taken() {
    return taken;
  }

  public synchronized boolean nodesDisagree() {
    return nodesDisagree;
  }

  /** A new generation begins; {@code known} is what the old one knew, or null. */
  synchronized void beginAnew(@Nullable RemoteFile known) {
    if (known != null) {
      earlier.add(known.validator());
    }
    alike.clear();
    equalSamples.clear();
    other = null;
    othersInARow = 0;
    wantsSample = false;
    samplesDiffer = false;
  }

  private static boolean isIn(List<Validator> known, Validator validator) {
    return known.stream().anyMatch(validator::equalsFieldsOf);
  }
}
