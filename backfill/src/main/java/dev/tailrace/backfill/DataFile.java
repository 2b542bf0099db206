package dev.tailrace.backfill;

/**
 * A data file, as the manifest lists it.
 *
 * @param md5 base64, of the compressed bytes
 */
public record DataFile(String key, long itemCount, String md5) {}
