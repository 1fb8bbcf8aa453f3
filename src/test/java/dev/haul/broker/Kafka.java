package dev.haul.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker that is its own controller (KRaft), with its logs in a folder, and a client of it.
 */
public final class Kafka implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  static {
    // It tells all of its settings, and each of its steps.
    for (String name : List.of("kafka", "org.apache.kafka", "state.change.logger")) {
      System.setProperty("org.slf4j.simpleLogger.log." + name, "error");
    }
  }

  private final KafkaRaftServer server;
  private final String url;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;

  private Kafka(KafkaRaftServer server, String url) {
    this.server = server;
    this.url = url;
    admin = Admin.create(Map.of("bootstrap.servers", url));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", url), new StringSerializer(), new StringSerializer());
  }

  /** A broker on a port that is free now. */
  public static Kafka start(Path folder) throws Exception {
    int port = freePort();
    int controller = freePort();
    String url = "127.0.0.1:" + port;
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .addDirectory(folder.toString())
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listeners", "PLAINTEXT://" + url + ",CONTROLLER://127.0.0.1:" + controller);
    properties.put("advertised.listeners", "PLAINTEXT://" + url);
    properties.put("log.dirs", folder.toString());
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    properties.put("log.cleaner.enable", "false");
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    return new Kafka(server, url);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What Kafka calls the bootstrap servers. */
  public String url() {
    return url;
  }

  public void createTopic(String name, int partitions) throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Sends {@code text}, or a record without value for null; it is on the topic when this returns.
   */
  public void send(String topic, String text) throws Exception {
    send(new ProducerRecord<>(topic, text));
  }

  public void send(ProducerRecord<String, String> record) throws Exception {
    producer.send(record).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** How many records of {@code topic} the group has committed, over all partitions. */
  public long committed(String group, String topic) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return offsets.entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  /** What the consumers of a group call themselves. */
  public List<String> clients(String group) throws Exception {
    return admin
        .describeConsumerGroups(List.of(group))
        .describedGroups()
        .get(group)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .members()
        .stream()
        .map(member -> member.clientId())
        .toList();
  }

  /** The first {@code count} records of partition 0 of {@code topic}. */
  public List<ConsumerRecord<String, String>> read(String topic, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", url), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<String, String>> all = new ArrayList<>();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (all.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
      return all;
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    server.shutdown();
    server.awaitShutdown();
  }
}
