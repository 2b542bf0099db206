package dev.tailrace.preflight;

/**
 * Something that a run would stumble over.
 *
 * @param message names the thing, the cause and what to do
 */
public record Finding(Kind kind, String message) {
  /** Who has to do what about it; the most basic first. */
  public enum Kind {
    /** The configuration itself has to be changed. */
    CONFIGURATION("wrong"),
    /** Something outside of Tailrace has to be set up or allowed. */
    PRECONDITION("missing"),
    /** A table waits for a person's decision; the others can run. */
    ATTENTION("stopped"),
    /** It could not be looked at now, and may be in order: throttling, a 5xx, no connection. */
    UNKNOWN("unknown");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** One word for the beginning of a line. */
    public String label() {
      return label;
    }
  }
}
