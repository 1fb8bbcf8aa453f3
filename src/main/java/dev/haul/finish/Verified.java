package dev.haul.finish;

import dev.haul.download.Download;
import dev.haul.download.Receipt;

/**
 * A download whose part file is proven and durable.
 *
 * @param sha256 of the file, in hex
 * @param proof what shows that it is whole
 */
public record Verified(Download download, String sha256, Receipt.Proof proof) {}
