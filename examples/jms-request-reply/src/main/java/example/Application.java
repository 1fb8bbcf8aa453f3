package example;

import com.sun.net.httpserver.HttpServer;
import dev.haul.HaulBundle;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.main.Main;

/** JMS request and reply. The route is in camel/requests.camel.yaml. */
public final class Application {

  public static void main(String[] arguments) throws Exception {
    HttpServer server = serve("/report.pdf", new byte[100_000]);
    String place = "http://127.0.0.1:" + server.getAddress().getPort();
    String address = "tcp://127.0.0.1:" + freePort();
    EmbeddedActiveMQ broker = startBroker(address);
    ConnectionFactory connections = new ActiveMQConnectionFactory(address);

    Main main = new Main();
    main.bind("connections", connections);
    main.init();
    HaulBundle.install(main.getCamelContext());
    main.start();

    Receipt proven = ask(connections, place + "/report.pdf");
    Receipt failed = ask(connections, "{\"url\":\"" + place + "/gone.pdf\",\"id\":\"acme-1\"}");

    main.stop();
    broker.stop();
    System.exit(proven.outcome().isSuccess() && !failed.outcome().isSuccess() ? 0 : 1);
  }

  /** What a program in any language would do. */
  private static Receipt ask(ConnectionFactory connections, String request) throws Exception {
    try (JMSContext jms = connections.createContext()) {
      Queue replies = jms.createTemporaryQueue();
      TextMessage message = jms.createTextMessage(request);
      message.setJMSReplyTo(replies);
      message.setJMSCorrelationID("4711");
      jms.createProducer().send(jms.createQueue("files.wanted"), message);
      System.out.println("asked for " + request);
      TextMessage reply = (TextMessage) jms.createConsumer(replies).receive(60_000);
      Receipt receipt = ReceiptJson.read(reply.getText());
      System.out.println(
          "reply "
              + reply.getJMSCorrelationID()
              + ": "
              + receipt.outcome()
              + " "
              + (receipt.file() != null ? receipt.file().path() : receipt.error().detail()));
      return receipt;
    }
  }

  private static EmbeddedActiveMQ startBroker(String address) throws Exception {
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    broker.setConfiguration(
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .addAcceptorConfiguration("tcp", address));
    broker.start();
    System.out.println("broker at " + address);
    return broker;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Somebody's web server. */
  private static HttpServer serve(String path, byte[] content) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Application() {}
}
