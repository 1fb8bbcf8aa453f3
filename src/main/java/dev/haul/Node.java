package dev.haul;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine, as receipts and owners name it. */
final class Node {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private Node() {}

  /**
   * Its name, from no name server if there is another way: where that does not answer, {@link
   * InetAddress#getLocalHost} takes 10 s and more.
   */
  static String name() {
    try {
      return Files.readString(KERNEL).strip();
    } catch (IOException notLinux) {
      String windows = System.getenv("COMPUTERNAME");
      return windows == null ? resolved() : windows;
    }
  }

  private static String resolved() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
