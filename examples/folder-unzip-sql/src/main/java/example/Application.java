package example;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcConnectionPool;

/** Folder → Haul → unzip → SQL. The route is in camel/prices.camel.yaml. */
public final class Application {

  private static final String PRICES =
      """
      [{"product": "apples", "price": 1.20},
       {"product": "pears", "price": 2.40},
       {"product": "plums", "price": 3.60}]
      """;

  public static void main(String[] arguments) throws Exception {
    HttpServer server = serve("/prices.zip", zip("prices.json", PRICES));
    JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:prices", "sa", "");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table price (product varchar primary key, price decimal(9, 2))");
      Main main = new Main();
      main.bind("prices", database);
      main.start();
      NotifyBuilder imported = expectFile(main.getCamelContext());
      drop("http://127.0.0.1:" + server.getAddress().getPort() + "/prices.zip");
      imported.matches(30, TimeUnit.SECONDS);
      int rows = print(statement);
      main.stop();
      System.exit(rows == 3 ? 0 : 1);
    }
  }

  /** Matches once the route is done with a file; each price of it is an exchange of its own. */
  private static NotifyBuilder expectFile(CamelContext context) {
    return new NotifyBuilder(context)
        .fromRoute("prices")
        .filter(exchange -> exchange.getProperty(Exchange.SPLIT_INDEX) == null)
        .whenDone(1)
        .create();
  }

  /** Written beside and renamed, so that nobody reads half of it. */
  private static void drop(String url) throws Exception {
    Path inbox = Files.createDirectories(Path.of("target/work/inbox"));
    Path unfinished = Files.writeString(inbox.resolve("prices.tmp"), url);
    Files.move(unfinished, inbox.resolve("prices.url"));
    System.out.println("dropped " + url + " into " + inbox);
  }

  /** Gives the number of rows. */
  private static int print(Statement statement) throws Exception {
    int rows = 0;
    try (ResultSet row = statement.executeQuery("select * from price order by product")) {
      while (row.next()) {
        System.out.println("row " + row.getString(1) + " " + row.getBigDecimal(2));
        rows++;
      }
    }
    return rows;
  }

  private static byte[] zip(String name, String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
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
