package dev.haul.origin;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

  /** Only for one request of the path in so many: the last of each such row. */
  default Behaviour every(int requests) {
    return when(visit -> visit.number % requests == requests - 1);
  }

  /** Only for the first requests of the path. */
  default Behaviour first(int requests) {
    return when(visit -> visit.number < requests);
  }

  /** Only from this request of the path on, counted from 0. */
  default Behaviour from(int request) {
    return when(visit -> visit.number >= request);
  }

  /** Only for the requests that the test picks. */
  default Behaviour when(Predicate<Visit> chosen) {
    Behaviour whole = this;
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        if (chosen.test(visit)) {
          whole.before(visit);
        }
      }

      @Override
      public void after(Visit visit, Answer answer) {
        if (chosen.test(visit)) {
          whole.after(visit, answer);
        }
      }
    };
  }
}
