package dev.haul.download;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one download does: bytes, speed, connections, retries. */
public final class Meter {

  private static final double SMOOTHING = 0.3;

  private final Onlooker onlooker;
  private final LongAdder fetched = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  // All below guarded by this.
  private final Map<String, Integer> retries = new TreeMap<>();
  private long lastFetched;
  private long lastWaiting;
  private boolean receiverLimited;
  private long lastTick = System.nanoTime();
  private double speed;
  private double peak;
  private int connections;
  private int maxConnections;
  private int chunks;
  private int chunksDone;
  private int answered;
  private long answers;
  private int restarts;
  private int resumes;
  private long firstAnsweredAt;
  private double firstByteNanos;
  private double speedOfOne;
  private final RecentSpeeds attempts = new RecentSpeeds();

  Meter(Onlooker onlooker) {
    this.onlooker = onlooker;
  }

  /** Counts bytes that came over the network, wanted or not. */
  public void fetched(long bytes) {
    fetched.add(bytes);
    onlooker.fetched(bytes);
  }

  public long bytesFetched() {
    return fetched.sum();
  }

  /** Counts those of them that had waited to be read: their read was full. */
  public void wereWaiting(long bytes) {
    waiting.add(bytes);
  }

  /**
   * Whether the sender is faster than this machine: most of what came lately had waited to be read.
   */
  public synchronized boolean isReceiverLimited() {
    return speedOfOne > 0 ? receiverLimited : isMost(waiting.sum(), fetched.sum());
  }

  private static boolean isMost(long part, long all) {
    return part > all / 2;
  }

  /** Measures the speed since the last call; called a few times a second. */
  public synchronized void tick(long now) {
    double seconds = (now - lastTick) / 1e9;
    if (seconds < 0.05) {
      return;
    }
    long bytes = fetched.sum();
    double current = (bytes - lastFetched) / seconds;
    speed = smoothed(speed, current);
    if (answered > 0) {
      speedOfOne = smoothed(speedOfOne, current / answered);
    }
    peak = Math.max(peak, speed);
    long waited = waiting.sum();
    receiverLimited = isMost(waited - lastWaiting, bytes - lastFetched);
    lastWaiting = waited;
    lastFetched = bytes;
    lastTick = now;
  }

  private static double smoothed(double before, double current) {
    return before == 0 ? current : before + SMOOTHING * (current - before);
  }

  public synchronized void connected() {
    connections++;
    maxConnections = Math.max(maxConnections, connections);
  }

  public synchronized void disconnected() {
    connections--;
  }

  public synchronized void planned(int count) {
    chunks += count;
  }

  public synchronized void chunkDone() {
    chunksDone++;
  }

  public synchronized void retried(String reason) {
    retries.merge(reason, 1, Integer::sum);
  }

  /** Chunks that were planned and are not done: waiting or in flight. */
  public synchronized int outstanding() {
    return chunks - chunksDone;
  }

  /**
   * An answer was found valid; its body follows.
   *
   * @param nanos from the take-off to the answer
   */
  public synchronized void answered(long nanos) {
    answered++;
    answers++;
    firstByteNanos = smoothed(firstByteNanos, nanos);
    if (firstAnsweredAt == 0) {
      firstAnsweredAt = System.nanoTime();
      // Else the first measure would count the wait for the answer.
      lastTick = firstAnsweredAt;
      lastFetched = fetched.sum();
    }
  }

  /** Number of valid answers so far. */
  public synchronized long answers() {
    return answers;
  }

  /** {@link System#nanoTime} of the first valid answer, or 0 before it. */
  public synchronized long firstAnsweredAt() {
    return firstAnsweredAt;
  }

  /** How long an answer takes, in nanoseconds; 0 before the first. */
  public synchronized long firstByteNanos() {
    return (long) firstByteNanos;
  }

  /**
   * An attempt that was {@linkplain #answered} ended.
   *
   * @param bytes what its body brought
   * @param nanos from the answer to the end
   */
  public synchronized void attemptEnded(long bytes, long nanos) {
    answered--;
    attempts.add(bytes, nanos, System.nanoTime());
  }

  /** Number of answered requests whose bodies are under way. */
  public synchronized int bodiesUnderWay() {
    return answered;
  }

  /** Speed of one connection: of those under way, else of those that ended lately; 0 unknown. */
  public synchronized long bytesPerSecondOfOneConnection() {
    return speedOfOne > 0 ? (long) speedOfOne : bytesPerSecondOfAttempts();
  }

  /**
   * The same, and before the first measure at least what came since the first answer. That has the
   * burst in it with which many servers begin: it tells whether one connection may be enough, not
   * how large a chunk should be.
   */
  public synchronized long bytesPerSecondOfOneSoFar() {
    long known = bytesPerSecondOfOneConnection();
    if (speedOfOne > 0 || firstAnsweredAt == 0) {
      return known;
    }
    double connectionNanos = Math.max(1, answered) * (double) (System.nanoTime() - firstAnsweredAt);
    return Math.max(known, (long) (fetched.sum() * 1e9 / connectionNanos));
  }

  /** Mean speed of the attempts of the last half minute, in bytes per second; 0 for none. */
  public synchronized long bytesPerSecondOfAttempts() {
    return attempts.mean(System.nanoTime());
  }

  /** A new generation: what was planned counts no more. */
  public synchronized void restarted() {
    restarts++;
    chunks = 0;
    chunksDone = 0;
  }

  /** It went on with what earlier runs left, for the {@code count}th time. */
  public synchronized void resumed(int count) {
    resumes = count;
  }

  public synchronized int resumes() {
    return resumes;
  }

  public synchronized long bytesPerSecond() {
    return (long) speed;
  }

  public synchronized long peakBytesPerSecond() {
    return (long) peak;
  }

  public synchronized int connections() {
    return connections;
  }

  public synchronized int maxConnections() {
    return maxConnections;
  }

  public synchronized int chunks() {
    return chunks;
  }

  public synchronized int chunksDone() {
    return chunksDone;
  }

  public synchronized int restarts() {
    return restarts;
  }

  public synchronized Map<String, Integer> retries() {
    return Map.copyOf(retries);
  }
}
