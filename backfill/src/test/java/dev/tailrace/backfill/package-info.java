/** Exports made by hand, sound and damaged ones, and the calls against a loopback server. */
@NullMarked
package dev.tailrace.backfill;

import org.jspecify.annotations.NullMarked;
