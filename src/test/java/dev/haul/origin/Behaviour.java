package dev.haul.origin;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One way to differ from an honest server. Behaviours of a path apply in their order and keep no
 * state: what they need to count is in the {@link Visit}.
 */
public interface Behaviour {
  /** Changes what the server takes the request, or its own file, for. */
  default void before(Visit visit) {}

  /** Changes what the honest server would answer. */
  default void after(Visit visit, Answer answer) {}

  static Behaviour asking(Consumer<Visit> change) {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        change.accept(visit);
      }
    };
  }

  static Behaviour answering(BiConsumer<Visit, Answer> change) {
    return new Behaviour() {
      @Override
      public void after(Visit visit, Answer answer) {
        change.accept(visit, answer);
      }
    };
  }

  /** Only for the first requests of the path. */
  default Behaviour first(int requests) {
    return only(0, requests);
  }

  /** Only from this request of the path on, counted from 0. */
  default Behaviour from(int request) {
    return only(request, Integer.MAX_VALUE);
  }

  private Behaviour only(int from, int before) {
    Behaviour whole = this;
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        if (visit.number >= from && visit.number < before) {
          whole.before(visit);
        }
      }

      @Override
      public void after(Visit visit, Answer answer) {
        if (visit.number >= from && visit.number < before) {
          whole.after(visit, answer);
        }
      }
    };
  }
}
