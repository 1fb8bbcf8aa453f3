package dev.haul.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis broker with its journal in a folder; core protocol and AMQP on one port. */
public final class Broker implements AutoCloseable {

  static {
    // Its audit log tells every step of every message.
    System.setProperty("org.slf4j.simpleLogger.log.org.apache.activemq", "warn");
  }

  private final int port;
  private final Configuration configuration;
  private EmbeddedActiveMQ server;

  private Broker(int port, Configuration configuration) {
    this.port = port;
    this.configuration = configuration;
  }

  /** A broker on a port that is free now. */
  public static Broker start(Path folder) throws Exception {
    return start(folder, freePort());
  }

  static Broker start(Path folder, int port) throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(true);
    configuration.setJournalType(JournalType.NIO);
    configuration.setJournalFileSize(1024 * 1024);
    configuration.setJournalDirectory(folder.resolve("journal").toString());
    configuration.setBindingsDirectory(folder.resolve("bindings").toString());
    configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
    configuration.setPagingDirectory(folder.resolve("paging").toString());
    configuration.setSecurityEnabled(false);
    configuration.setGracefulShutdownEnabled(false);
    configuration.addAcceptorConfiguration(
        "all", "tcp://127.0.0.1:" + port + "?protocols=CORE,AMQP&amqpDuplicateDetection=false");
    AddressSettings settings = new AddressSettings();
    // Every stop of Haul counts as a delivery; Haul itself says what is poison.
    settings.setMaxDeliveryAttempts(-1).setAutoDeleteQueues(false);
    configuration.addAddressSetting("#", settings);
    Broker broker = new Broker(port, configuration);
    broker.restart();
    return broker;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again after {@link #stop}; what was durable is there. */
  public void restart() throws Exception {
    server = new EmbeddedActiveMQ();
    server.setConfiguration(configuration);
    server.start();
  }

  public void stop() throws Exception {
    server.stop();
  }

  /** From now on there are only the queues there are, as administrators like it. */
  public void createNoMoreQueues() {
    AddressSettings settings = new AddressSettings();
    settings.setAutoCreateQueues(false).setAutoCreateAddresses(false).setMaxDeliveryAttempts(-1);
    server.getActiveMQServer().getAddressSettingsRepository().addMatch("#", settings);
  }

  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Messages of {@code queue}, those under way included. */
  public long messages(String queue) {
    Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
    return found == null ? 0 : found.getMessageCount();
  }

  /** Messages of {@code queue} that a consumer has and did not acknowledge yet. */
  public int delivering(String queue) {
    Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
    return found == null ? 0 : found.getDeliveringCount();
  }

  /** Everything the broker knows of {@code queue}, for a test that fails. */
  public String describe(String queue) {
    Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
    return found == null
        ? queue + ": none"
        : queue
            + ": messages "
            + found.getMessageCount()
            + ", delivering "
            + found.getDeliveringCount()
            + " "
            + found.getDeliveringMessages();
  }

  public int consumers(String queue) {
    Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
    return found == null ? 0 : found.getConsumerCount();
  }

  @Override
  public void close() throws Exception {
    stop();
  }
}
