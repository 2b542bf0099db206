package dev.tailrace.core;

/**
 * Where a table is in its life.
 *
 * <pre>
 * PREFLIGHT ─→ ANCHORED ─→ EXPORTING ─→ LOADING ─→ CATCHING_UP ─→ STREAMING
 *                 ↑            │ export failed: asked for again   │
 *                 └────────────┴──────────── a gap ───────────────┘
 * </pre>
 */
public enum Phase {
  /** Nothing is stored yet. */
  PREFLIGHT,
  /** The shards and where reading starts on each are stored; the stream is read into the log. */
  ANCHORED,
  /** An export has been asked for. */
  EXPORTING,
  /** The export's files are being loaded into the shadow table. */
  LOADING,
  /** The change log is being applied to the shadow table. */
  CATCHING_UP,
  /** Changes are merged straight into the table. */
  STREAMING,
  /** A gap is being repaired beside the live table. */
  REPAIRING,
  /** A person has to decide. */
  NEEDS_ATTENTION
}
