package dev.haul.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed key, made once by the JDK's keytool; the file is key store and trust store. */
record Tls(Path trustStore, SSLContext context) {
  static final String PASSWORD = "origin-password";

  static Tls make(Path folder) {
    try {
      Path store = folder.resolve("origin.p12").toAbsolutePath();
      if (!Files.exists(store)) {
        Files.createDirectories(folder);
        Path fresh = folder.resolve("origin-" + ProcessHandle.current().pid() + ".p12");
        generate(fresh);
        publish(fresh, store);
      }
      return new Tls(store, context(store));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first of two JVMs that are at it wins. */
  private static void publish(Path fresh, Path store) throws IOException {
    try {
      Files.createLink(store, fresh);
    } catch (FileAlreadyExistsException another) {
      // Its certificate is as good.
    } finally {
      Files.delete(fresh);
    }
  }

  SSLSocketFactory sockets() {
    return context.getSocketFactory();
  }

  /** As PEM, for clients that take it so. */
  String certificate() {
    try (InputStream in = Files.newInputStream(trustStore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      byte[] encoded = store.getCertificate("origin").getEncoded();
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(encoded)
          + "\n-----END CERTIFICATE-----\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void generate(Path store) throws IOException {
    String options =
        "-genkeypair -alias origin -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -ext san=dns:localhost,ip:127.0.0.1 -ext bc=ca:true -validity 3650"
            + " -storetype PKCS12 -storepass "
            + PASSWORD;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ", -1)));
    command.addAll(List.of("-keystore", store.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("origin", store.getCertificate("origin"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
