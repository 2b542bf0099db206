/** Tests of what SQL sinks share that need no warehouse; the sinks' own tests run the rest. */
@NullMarked
package dev.tailrace.sink.sql;

import org.jspecify.annotations.NullMarked;
