package dev.haul.broker;

import java.nio.file.Path;

/** A Kafka of its own process: {@code KafkaMain FOLDER} prints its address. */
public final class KafkaMain {

  private KafkaMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    try (Kafka kafka = Kafka.start(Path.of(arguments[0]))) {
      System.out.println(kafka.url());
      Thread.currentThread().join();
    }
  }
}
