package example;

import com.sun.net.httpserver.HttpServer;
import dev.haul.download.DownloadFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/** Haul in a Spring Boot application: it is on the class path, and that is all. */
@SpringBootApplication
public class Application {

  /** Routes of the application, which know Haul as an endpoint. */
  @Component
  static class Routes extends RouteBuilder {
    @Override
    public void configure() {
      onException(DownloadFailure.class)
          .handled(true)
          .setBody(simple("no file: ${exception.message}"));
      from("direct:fetch").to("haul:get?dir=reports").convertBodyTo(Path.class);
      from("direct:told")
          .process(event -> System.out.println("told " + event.getMessage().getBody(String.class)));
    }
  }

  public static void main(String[] arguments) throws Exception {
    HttpServer server = serve("/report.pdf", new byte[100_000]);
    String place = "http://127.0.0.1:" + server.getAddress().getPort();
    try (ConfigurableApplicationContext application =
        SpringApplication.run(Application.class, arguments)) {
      ProducerTemplate template = application.getBean(ProducerTemplate.class);
      Path file = template.requestBody("direct:fetch", place + "/report.pdf", Path.class);
      System.out.println("got " + file + ", " + Files.size(file) + " bytes");
      System.out.println(template.requestBody("direct:fetch", place + "/gone.pdf", String.class));
    }
    System.exit(0);
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
}
