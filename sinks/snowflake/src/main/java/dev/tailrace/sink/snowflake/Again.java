package dev.tailrace.sink.snowflake;

/**
 * What was prepared does not suit what is stored any more, or needs another column: what was begun
 * is rolled back, and all of it is done again. Never leaves the sink.
 */
final class Again extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Again(String reason) {
    super(reason, null, false, false);
  }
}
