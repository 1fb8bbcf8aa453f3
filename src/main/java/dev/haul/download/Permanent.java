package dev.haul.download;

import java.nio.file.Path;

/** A failure that trying again does not mend: it ends the download with a sentence. */
public abstract sealed class Permanent extends DownloadFailure {

  private static final long serialVersionUID = 1L;

  private Permanent(String reason, String message) {
    super(reason, message);
  }

  @Override
  public Problem problem() {
    return inWords(false);
  }

  /** The server answered that this request will not be served (RFC 9110 §15.5). */
  public static final class Refused extends Permanent {
    private static final long serialVersionUID = 1L;
    private final int status;

    public Refused(int status, HttpUrl url) {
      super(reasonOf(status), url.withoutQuery() + ": " + sentenceOf(status));
      this.status = status;
    }

    /**
     * The same in the middle of a download.
     *
     * @param served bytes that came before
     */
    public Refused(int status, HttpUrl url, long served) {
      super(
          reasonOf(status),
          url.withoutQuery()
              + ": refused ("
              + status
              + ") after "
              + served
              + " bytes: the URL has expired or works only once, or the file was removed");
      this.status = status;
    }

    public int status() {
      return status;
    }

    private static String reasonOf(int status) {
      return switch (status) {
        case 401, 407 -> "unauthorized";
        case 403 -> "forbidden";
        case 404 -> "not-found";
        case 410 -> "gone";
        default -> "refused";
      };
    }

    private static String sentenceOf(int status) {
      return switch (status) {
        case 401 ->
            "the server wants a login (401); if you have one, send it in an Authorization header";
        case 403 ->
            "the server forbids access (403); it may want a login, or the URL has expired:"
                + " open it in a browser";
        case 404 -> "the server has no such file (404); check the URL";
        case 407 ->
            "a proxy wants a login (407); proxies are not supported, ask who runs the network";
        case 410 -> "the file is gone for good (410); look for another URL";
        default ->
            "the server refuses the request ("
                + status
                + "); open the URL in a browser, it may say why";
      };
    }
  }

  /** The server sends a web page in place of the file. */
  public static final class PageInsteadOfFile extends Permanent {
    private static final long serialVersionUID = 1L;

    public PageInsteadOfFile(HttpUrl place, String name) {
      super(
          "login-page",
          place.withoutQuery()
              + ": a web page came in place of "
              + name
              + "; open the URL in a browser, it may ask for a login or a confirmation");
    }
  }

  /** Whatever is asked, the server's answers are not HTTP's. */
  public static final class InvalidAnswers extends Permanent {
    private static final long serialVersionUID = 1L;

    public InvalidAnswers(String last) {
      super("invalid-answer", "the server gives no answer that could be used; last: " + last);
    }
  }

  /** The URL cannot be fetched by Haul at all. */
  public static final class UnusableUrl extends Permanent {
    private static final long serialVersionUID = 1L;

    public UnusableUrl(String message) {
      super("unusable-url", message);
    }
  }

  /** The request asks for something this version of Haul does not do. */
  public static final class NotSupported extends Permanent {
    private static final long serialVersionUID = 1L;

    public NotSupported(String what) {
      super("not-supported", what + ": not supported yet");
    }
  }

  /** The server could not prove who it is. */
  public static final class BadCertificate extends Permanent {
    private static final long serialVersionUID = 1L;

    public BadCertificate(String host, String why) {
      super("bad-certificate", host + ": the server's certificate is not trusted: " + why);
    }
  }

  /** Redirects without end, or from https to http (RFC 9110 §15.4, §17.16.1). */
  public static final class BadRedirect extends Permanent {
    private static final long serialVersionUID = 1L;

    public BadRedirect(String message) {
      super("bad-redirect", message);
    }
  }

  /** The whole file arrived and is not the one that was promised. */
  public static final class ChecksumMismatch extends Permanent {
    private static final long serialVersionUID = 1L;

    public ChecksumMismatch(Checksum expected, String actual) {
      super(
          "checksum-mismatch",
          expected.algorithm()
              + ": expected "
              + expected.hex()
              + ", was "
              + actual
              + "; compare with the publisher's checksum, what came first is in .haul/quarantine");
    }
  }

  /** The file has another size than the request says. */
  public static final class SizeMismatch extends Permanent {
    private static final long serialVersionUID = 1L;

    public SizeMismatch(long expected, long actual) {
      super("size-mismatch", "expected a file of " + expected + " bytes, was " + actual);
    }
  }

  /** A body whose size nobody told went on and on. */
  public static final class TooLarge extends Permanent {
    private static final long serialVersionUID = 1L;

    public TooLarge(long bytes, long largest) {
      super(
          "too-large",
          "no end after "
              + bytes
              + " bytes of a file whose size the server does not tell; at most "
              + largest
              + " are taken (haul.downloads.largest-unknown)");
    }
  }

  /** The file on the server was replaced too often while it was being downloaded. */
  public static final class KeepsChanging extends Permanent {
    private static final long serialVersionUID = 1L;

    public KeepsChanging(int times, String last) {
      super("keeps-changing", "began anew " + times + " times; " + last);
    }
  }

  /** A file of that name is there, and the request forbids to touch it. */
  public static final class TargetExists extends Permanent {
    private static final long serialVersionUID = 1L;

    public TargetExists(Path target) {
      super("target-exists", target + " exists; remove it or choose another name");
    }
  }

  /** The folder for the file cannot be used. */
  public static final class UnusableFolder extends Permanent {
    private static final long serialVersionUID = 1L;

    public UnusableFolder(Path folder, String why) {
      super("unusable-folder", folder + ": " + why);
    }
  }

  /** Somebody said that the download is not wanted any more. */
  public static final class Cancelled extends Permanent {
    private static final long serialVersionUID = 1L;

    public Cancelled() {
      super("cancelled", "cancelled on request; ask for it once more with retry");
    }
  }

  /** The file is larger than the whole file system it is to go to. */
  public static final class LargerThanDisk extends Permanent {
    private static final long serialVersionUID = 1L;

    public LargerThanDisk(Path folder, long size, long total, long keepFree) {
      super(
          "larger-than-disk",
          folder
              + ": the file has "
              + size
              + " bytes, and its disk "
              + total
              + " in all, of which "
              + keepFree
              + " stay free (haul.downloads.keep-free); choose a folder on a larger disk");
    }
  }

  /** Somebody removes the file that is being written, again and again. */
  public static final class PartKeepsVanishing extends Permanent {
    private static final long serialVersionUID = 1L;

    public PartKeepsVanishing(Retryable.PartLost last) {
      super(
          "part-keeps-vanishing",
          last.getMessage()
              + ", and not for the first time; find out who does it, such as a clean-up or a virus"
              + " scanner, and let it leave the folder .haul alone");
    }
  }

  /** A request that contradicts itself or the rules. */
  public static final class BadRequest extends Permanent {
    private static final long serialVersionUID = 1L;

    public BadRequest(String message) {
      super("bad-request", message);
    }
  }

  /** A fault in Haul itself. */
  public static final class InternalError extends Permanent {
    private static final long serialVersionUID = 1L;

    public InternalError(Throwable cause) {
      super("internal-error", "a fault in Haul, please report it: " + cause);
      initCause(cause);
    }
  }

  /** A download ended without a file, for a reason that stays; its receipt says the same. */
  public static final class NotDownloaded extends Permanent {
    private static final long serialVersionUID = 1L;
    private final transient Receipt receipt;
    private final transient Problem problem;

    NotDownloaded(Receipt receipt, Problem problem) {
      super(reasonOf(problem), problem.detail());
      this.receipt = receipt;
      this.problem = problem;
    }

    public Receipt receipt() {
      return receipt;
    }

    @Override
    public Problem problem() {
      return problem;
    }
  }
}
