/** The protocol under thousands of seeds, and the deliberate bugs that these must catch. */
@NullMarked
package dev.tailrace.simulator;

import org.jspecify.annotations.NullMarked;
