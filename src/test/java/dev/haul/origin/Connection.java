package dev.haul.origin;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Serves the requests of one connection, one after the other. */
final class Connection implements Runnable {
  private final Origin origin;
  private final int number;
  private final Socket socket;
  private final @Nullable SSLSocketFactory tls;

  Connection(Origin origin, int number, Socket socket, @Nullable SSLSocketFactory tls) {
    this.origin = origin;
    this.number = number;
    this.socket = socket;
    this.tls = tls;
  }

  @Override
  public void run() {
    try (Socket closing = socket;
        Wire wire = new Wire(closing, tls)) {
      Sender sender = new Sender(wire);
      boolean more = true;
      while (more) {
        Request request = Request.read(wire.in, number);
        more = request != null && answer(request, sender);
      }
    } catch (IOException e) {
      // The peer left, or a behaviour cut the connection: both are usual here.
    } finally {
      origin.closed(socket);
    }
  }

  private boolean answer(Request request, Sender sender) throws IOException {
    origin.log(request);
    Resource resource = origin.resource(request);
    Hits hits = origin.hits(request.path());
    Visit visit = new Visit(request, resource, hits.begin(number), sender);
    AtomicBoolean freed = new AtomicBoolean();
    Runnable free =
        () -> {
          if (freed.compareAndSet(false, true)) {
            hits.end();
          }
        };
    try {
      Answer answer = answer(visit, resource);
      sender.send(visit, answer, hits, free);
      return answer.keepAlive;
    } finally {
      free.run();
    }
  }

  private static Answer answer(Visit visit, Resource resource) {
    for (Behaviour behaviour : resource.behaviours()) {
      behaviour.before(visit);
    }
    Answer answer = HonestServer.answer(visit);
    for (Behaviour behaviour : resource.behaviours()) {
      behaviour.after(visit, answer);
    }
    return answer;
  }
}
