package dev.tailrace.backfill;

/**
 * A data file, as the manifest lists it.
 *
 * @param key the object's whole key in its bucket
 * @param md5 base64, of the compressed bytes
 * @param etag as S3 gave it when the file was written; empty where the manifest does not say
 */
public record DataFile(String key, long itemCount, String md5, String etag) {}
