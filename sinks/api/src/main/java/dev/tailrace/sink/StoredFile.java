package dev.tailrace.sink;

/**
 * Where a data file of a full export lies, for a warehouse that can read it there by itself: an
 * item a line, {@code {"Item":{…}}} in DynamoDB JSON, all of it gzipped.
 *
 * @param url {@code s3://bucket/key}, or of a folder {@code file:///path}
 * @param items how many items the export's manifest says are in it
 */
public record StoredFile(String url, long items) {}
