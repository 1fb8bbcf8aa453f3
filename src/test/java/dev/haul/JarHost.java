package dev.haul;

import dev.haul.download.Receipt;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** The program of {@link JarAloneTest}: somebody's own, which has nothing of Haul but its jar. */
final class JarHost {

  public static void main(String[] arguments) throws Exception {
    try (CamelContext context = new DefaultCamelContext()) {
      context.start();
      Receipt receipt =
          context.createProducerTemplate().requestBody("haul:get", arguments[0], Receipt.class);
      System.out.println(receipt.outcome());
      if (System.getProperty("com.sun.net.ssl.requireCloseNotify") != null) {
        throw new IllegalStateException("the JVM is the host's");
      }
    }
  }

  private JarHost() {}
}
