package dev.haul.download;

/**
 * How far one generation of a download is, after a tally.
 *
 * @param download whose coverage this is
 * @param covered the bytes written and tallied
 * @param settled whether nothing is left to fetch: every byte is there, the download failed, or it
 *     is not open any more
 */
public record Coverage(DownloadKey download, RangeSet covered, boolean settled) {}
