/**
 * Starts fakesnow, an emulator of Snowflake on DuckDB, with a shim that makes it a model of those
 * parts of Snowflake that {@code dev.tailrace.sink.snowflake} rests on. For tests and the demo; the
 * daemon does not know it.
 *
 * <p>{@link dev.tailrace.fakesnow.PythonEnvironment} has the Python packages installed, {@link
 * dev.tailrace.fakesnow.FakeSnowflake} runs the server. Needs a Python of release 3.11 or newer
 * and, once, a package index.
 */
@NullMarked
package dev.tailrace.fakesnow;

import org.jspecify.annotations.NullMarked;
