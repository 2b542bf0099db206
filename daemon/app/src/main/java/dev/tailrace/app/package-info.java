/**
 * The daemon: command line, wiring, and the shell that carries out what the protocol decides.
 *
 * <p>{@link dev.tailrace.app.Tailrace} is the command line, {@link dev.tailrace.app.Daemon} one
 * running pipeline, {@link dev.tailrace.app.TableRunner} the loop of one table, {@link
 * dev.tailrace.app.CommandShell} the calls that its commands stand for. Everything is wired by hand
 * in {@link dev.tailrace.app.Daemon} and {@link dev.tailrace.app.AwsClients}.
 */
@NullMarked
package dev.tailrace.app;

import org.jspecify.annotations.NullMarked;
