package dev.tailrace.simulator;

/** The kinds of things that go wrong. */
public enum Fault {
  /** The process ends at once; calls under way may or may not happen. */
  CRASH,
  /** The process is asked to end, and ends. */
  GRACEFUL_STOP,
  /** The process stands still for up to some minutes. */
  PAUSE,
  /** The process stands still for more than the stream's 24 hours. */
  LONG_PAUSE,
  /** The process is down for more than the stream's 24 hours. */
  LONG_OUTAGE,
  /** The warehouse takes no call for a while. */
  SINK_OUTAGE,
  /** A commit's answer is lost; it happened. */
  COMMIT_ANSWER_LOST,
  /** A commit's answer is unknown; it did not happen. */
  COMMIT_LOST,
  /** A commit's answer is unknown; it happens afterwards. */
  COMMIT_LATE,
  /** A call is refused for now. */
  THROTTLED,
  /** A call other than a commit happens, its answer is a broken connection. */
  ANSWER_LOST,
  /** A call to the lease table happens, its answer is a broken connection. */
  LEASE_ANSWER_LOST,
  /** The lease table loses everything. */
  LEASES_LOST,
  /** A process's clock stands still with it. */
  CLOCK_STOPPED,
  /** What was lost lies before what point-in-time recovery has. */
  RECOVERY_CUT,
  /** A call takes minutes. */
  SLOW_CALL,
  /** An export ends as failed. */
  EXPORT_FAILED,
  /** An iterator is used after its 15 minutes. */
  ITERATOR_EXPIRED,
  /** Records were trimmed before they were read. */
  TRIMMED,
  /** A shard is divided or rolled over. */
  SPLIT,
  /** A new shard is not listed at once. */
  LISTED_LATE,
  /** The stream is turned off and on again, under a new ARN. */
  STREAM_REPLACED,
  /** A call is refused, or what it names is not known, for once: credentials, policies. */
  REFUSED,
  /** A third empty page in a row, or one more, although records follow. */
  MANY_EMPTY_PAGES,
  /** A person asks for a new backfill of a table that streams. */
  RESYNC_OF_STREAMING,
  /** A person asks for a new backfill while a gap is being repaired. */
  RESYNC_OF_REPAIR,
  /** A person asks for a new backfill while one is under way. */
  RESYNC_OF_BACKFILL
}
