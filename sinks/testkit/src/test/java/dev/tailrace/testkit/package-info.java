/** The contract suites, run by the reference sink, and the item maker's own tests. */
@NullMarked
package dev.tailrace.testkit;

import org.jspecify.annotations.NullMarked;
