package dev.haul.broker;

import java.nio.file.Path;

/** A broker of its own process: {@code BrokerMain FOLDER [PORT]} prints its URL. */
public final class BrokerMain {

  private BrokerMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (Broker broker =
        arguments.length == 1
            ? Broker.start(folder)
            : Broker.start(folder, Integer.parseInt(arguments[1]))) {
      System.out.println(broker.url());
      Thread.currentThread().join();
    }
  }
}
