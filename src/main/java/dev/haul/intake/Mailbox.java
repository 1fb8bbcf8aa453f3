package dev.haul.intake;

import dev.haul.download.DurableFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Puts files into the inbox: whole and durable when {@link #put} returns, so that whoever sent them
 * may be told that they are accepted.
 */
final class Mailbox {

  private final Path inbox;

  /** Calls of {@link #syncInbox} so far, and the last of them that a sync has covered. */
  private long asked;

  private long synced;
  private boolean syncing;

  Mailbox(Path inbox) {
    this.inbox = inbox;
  }

  Path inbox() {
    return inbox;
  }

  /**
   * @param name of the file; one of that name that is there is replaced
   */
  void put(String name, byte[] content) throws IOException {
    DurableFolder.create(inbox);
    Path unfinished = inbox.resolve("." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel file =
          FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer all = ByteBuffer.wrap(content);
        while (all.hasRemaining()) {
          file.write(all);
        }
        file.force(true);
      }
      Files.move(unfinished, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    syncInbox();
  }

  /** One sync of the folder serves all whose files were renamed before it began. */
  private void syncInbox() throws IOException {
    long mine;
    synchronized (this) {
      mine = ++asked;
    }
    while (true) {
      long covers;
      synchronized (this) {
        while (syncing && synced < mine) {
          try {
            wait();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the inbox was synced", e);
          }
        }
        if (synced >= mine) {
          return;
        }
        syncing = true;
        covers = asked;
      }
      boolean done = false;
      try {
        DurableFolder.sync(inbox);
        done = true;
      } finally {
        synchronized (this) {
          syncing = false;
          synced = done ? Math.max(synced, covers) : synced;
          notifyAll();
        }
      }
    }
  }
}
