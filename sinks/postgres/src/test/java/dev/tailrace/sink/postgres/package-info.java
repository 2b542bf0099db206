/** Tests of the Postgres sink, on a real server that is started for each JVM. */
@NullMarked
package dev.tailrace.sink.postgres;

import org.jspecify.annotations.NullMarked;
