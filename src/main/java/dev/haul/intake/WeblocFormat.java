package dev.haul.intake;

import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import com.dd.plist.PropertyListParser;
import dev.haul.download.DownloadRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Internet locations of macOS: a property list, XML or binary, whose key {@code URL} counts. */
final class WeblocFormat {

  /** Many times what the Finder writes. */
  private static final int MAX_BYTES = 64 * 1024;

  /** A DTD of one's own can define entities (XXE); Apple's doctype is an external id alone. */
  private static final Pattern OWN_DTD = Pattern.compile("<!ENTITY|<!DOCTYPE[^>]*\\[");

  private static final Pattern DOCTYPE = Pattern.compile("<!DOCTYPE[^>]*>");

  /** Removed, so that the declared encoding cannot show the parser another text than we saw. */
  private static final Pattern DECLARATION = Pattern.compile("^\\s*<\\?xml[^>]*\\?>");

  private WeblocFormat() {}

  static List<DownloadRequest> parse(byte[] content, Source source) throws Unreadable {
    if (content.length > MAX_BYTES) {
      throw new Unreadable("larger than " + MAX_BYTES + " bytes; is this a .webloc file?");
    }
    if (root(content) instanceof NSDictionary entries
        && entries.objectForKey("URL") instanceof NSString url) {
      try {
        return List.of(DownloadRequest.of(Fields.url(url.getContent()), source.line(1)));
      } catch (IllegalArgumentException e) {
        throw new Unreadable("key URL: " + e.getMessage());
      }
    }
    throw new Unreadable("no key URL in the property list; save the .webloc file again");
  }

  private static NSObject root(byte[] content) throws Unreadable {
    boolean binary = BinaryPlist.isBinary(content);
    byte[] safe = binary ? BinaryPlist.checked(content) : checkedXml(content);
    try {
      return PropertyListParser.parse(safe);
    } catch (Exception | StackOverflowError e) {
      // The parser recurses; a file of nothing but nested arrays ends its stack, and only that.
      throw new Unreadable("not a property list; save the .webloc file again");
    }
  }

  private static byte[] checkedXml(byte[] content) throws Unreadable {
    String text = InputText.utf8(content);
    if (OWN_DTD.matcher(text.toUpperCase(Locale.ROOT)).find()) {
      throw new Unreadable("defines XML entities, which is refused; save the .webloc file again");
    }
    String bare = DECLARATION.matcher(text).replaceFirst("").stripLeading();
    bare = DOCTYPE.matcher(bare).replaceFirst("").stripLeading();
    if (!bare.startsWith("<plist") && !bare.startsWith("<!--")) {
      throw new Unreadable("not a property list; save the .webloc file again");
    }
    return bare.getBytes(StandardCharsets.UTF_8);
  }
}
