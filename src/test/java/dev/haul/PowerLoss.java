package dev.haul;

import dev.haul.disk.PowerCut;
import dev.haul.disk.PowerDisk;
import dev.haul.download.Checksum;
import dev.haul.download.IfExists;
import dev.haul.download.Journal;
import dev.haul.download.Mark;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.fetch.Life;
import dev.haul.intake.Filed;
import dev.haul.origin.Content;
import dev.haul.plan.Resume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One job from the inbox to its file, through any number of power cuts, kills and stops at random
 * moments: looks after each of them at what is on the disk, and at the end whether all is well.
 */
final class PowerLoss {

  private static final int LARGEST = 20_000;

  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
      super(what);
    }
  }

  private final Random random;
  private final PowerDisk disk;
  private final Life.Setting setting;

  /** What the server ever had, by SHA-256. */
  private final Map<String, byte[]> versions = new HashMap<>();

  private byte @Nullable [] foreign;
  private Life.Served served;

  PowerLoss(long seed, PowerDisk.Lie lie) {
    random = new Random(seed);
    disk = new PowerDisk(random, lie);
    served = next(1 + random.nextInt(LARGEST));
    Checksum checksum =
        random.nextInt(4) == 0 ? Checksum.parse("sha-256=" + sha256(served.bytes())) : null;
    setting =
        new Life.Setting(
            disk.root().resolve("downloads"),
            anyOf(Resume.Verify.values()),
            anyOf(new IfExists[] {IfExists.REUSE, IfExists.RENAME, IfExists.REPLACE}),
            checksum,
            random.nextInt(4) == 0);
  }

  private <T> T anyOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private Life.Served next(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    String sha256 = sha256(bytes);
    versions.put(sha256, bytes);
    return new Life.Served(bytes, "\"" + sha256 + "\"", true);
  }

  private static String sha256(byte[] bytes) {
    return Content.of(bytes).sha256();
  }

  private Path inbox(String name) {
    return disk.root().resolve("inbox").resolve(name);
  }

  private Path target() {
    return setting.folder().resolve("file.bin");
  }

  /** What went wrong, or null. */
  @Nullable String broken() {
    try {
      begin();
      for (int lives = 1 + random.nextInt(5); lives > 0; lives--) {
        live();
        look();
        if (random.nextInt(4) == 0) {
          serveSomethingElse();
        }
      }
      end();
      return null;
    } catch (Broken e) {
      return setting + ": " + e.getMessage();
    } catch (Exception e) {
      throw new IllegalStateException(String.valueOf(setting), e);
    }
  }

  private void begin() throws IOException {
    Files.createDirectory(inbox("").toAbsolutePath());
    Files.writeString(inbox("file.url"), "http://h/file.bin");
    if (random.nextBoolean()) {
      Files.createDirectory(setting.folder());
      if (random.nextBoolean()) {
        foreign = new byte[random.nextBoolean() ? served.bytes().length : 100];
        random.nextBytes(foreign);
        Files.write(target(), foreign);
        age(target());
      }
    }
    if (random.nextInt(4) == 0) {
      Path elsewhere = setting.folder().resolve(".haul");
      Files.createDirectories(elsewhere);
      disk.mountAt(elsewhere);
    }
    disk.settle();
  }

  private void live() throws Exception {
    if (!Files.exists(inbox("file.url"))) {
      disk.cutPower();
      return;
    }
    disk.cutAfter(random.nextInt(5) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(120));
    Life life = new Life(setting, served, random, true);
    try {
      Filed.move(inbox("file.url"), life.get());
      disk.cutPower();
    } catch (PowerCut e) {
      if (random.nextInt(4) == 0) {
        disk.kill(); // at any point, too: then the power did not fail
      } else {
        disk.cutPower();
      }
    } catch (Life.Ended e) {
      interrupt(life);
    }
  }

  private void interrupt(Life life) {
    if (random.nextBoolean()) {
      disk.kill();
      return;
    }
    try {
      life.stop();
      disk.kill();
    } catch (PowerCut e) {
      disk.cutPower();
    }
  }

  /** An hour passes: of what is written within seconds nobody could tell the order. */
  private static void age(Path file) throws IOException {
    Instant before = Instant.now().minus(Duration.ofHours(1));
    Files.setLastModifiedTime(file, FileTime.from(before));
  }

  private void serveSomethingElse() throws IOException {
    if (random.nextBoolean()) {
      served = new Life.Served(served.bytes(), served.etag(), !served.ranges());
    } else if (setting.checksum() == null) {
      int size = random.nextBoolean() ? served.bytes().length : 1 + random.nextInt(LARGEST);
      served = next(size);
      for (Path file : files(setting.folder(), "file.")) {
        age(file);
      }
    }
  }

  private void end() throws Exception {
    boolean open = Files.exists(inbox("file.url"));
    if (open) {
      Receipt receipt = new Life(setting, served, random, false).get();
      byte[] bytes = Files.readAllBytes(setting.folder().resolve(receipt.file().path()));
      expect(Arrays.equals(bytes, served.bytes()), "the end: not what the server has");
      Filed.move(inbox("file.url"), receipt);
    }
    look();
    disk.cutPower();
    look();
  }

  private static void expect(boolean fact, String otherwise) throws Broken {
    if (!fact) {
      throw new Broken(otherwise);
    }
  }

  private void look() throws Exception {
    boolean published = lookAtFiles();
    boolean open = Files.exists(inbox("file.url"));
    boolean done =
        files(inbox("done"), "file.url").stream()
            .anyMatch(file -> !file.toString().endsWith("json"));
    expect(open || done, "the job is lost");
    expect(open || published, "the job is done, and there is no file");
    lookAtClaims();
    Receipt earlier = Life.earlier(setting.folder());
    if (earlier != null) {
      byte[] bytes = Files.readAllBytes(setting.folder().resolve(earlier.file().path()));
      expect(
          sha256(bytes).equals(earlier.file().sha256()), "a receipt is believed for other bytes");
    }
  }

  /** Whether there is a file of the job; each must be whole and have its receipt. */
  private boolean lookAtFiles() throws Exception {
    boolean any = false;
    for (Path file : files(setting.folder(), "file.")) {
      byte[] bytes = Files.readAllBytes(file);
      if (foreign == null || !Arrays.equals(bytes, foreign)) {
        String sha256 = sha256(bytes);
        expect(versions.containsKey(sha256), file + " has wrong bytes");
        expect(hasReceipt(file, sha256), file + " has no receipt");
        any = true;
      }
    }
    return any;
  }

  private boolean hasReceipt(Path file, String sha256) throws IOException {
    for (Path path : files(setting.folder().resolve(".haul/receipts"), "")) {
      try {
        Receipt.PublishedFile of =
            ReceiptJson.read(new String(Files.readAllBytes(path), StandardCharsets.UTF_8)).file();
        if (of != null && of.path().equals(file.toString()) && of.sha256().equals(sha256)) {
          return true;
        }
      } catch (IOException | IllegalArgumentException e) {
        continue; // It was being written.
      }
    }
    return false;
  }

  private static List<Path> files(Path folder, String begin) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> String.valueOf(file.getFileName()).startsWith(begin))
          .toList();
    }
  }

  /** Whatever is claimed is there, whether somebody is going to verify it or not. */
  private void lookAtClaims() throws Exception {
    var download = new Life(setting, served, random, false).opened();
    if (!Files.exists(download.journalPath()) || !Files.exists(download.partPath())) {
      return;
    }
    Journal.Recorded journal = Journal.read(download.journalPath());
    byte[] part = Files.readAllBytes(download.partPath());
    if (journal == null || journal.identity().size() != part.length) {
      return;
    }
    for (Mark claim : journal.claims()) {
      CRC32C crc = new CRC32C();
      crc.update(part, (int) claim.range().first(), (int) claim.range().length());
      expect((int) crc.getValue() == claim.crc(), "claimed and not there: " + claim.range());
    }
  }
}
