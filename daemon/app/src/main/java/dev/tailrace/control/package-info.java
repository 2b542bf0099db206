/**
 * The local control socket: how a command reaches the daemon that runs on this machine, which alone
 * may have the sink open.
 *
 * <p>A Unix domain socket in a folder of the user's own. A connection carries one request and one
 * answer, each a line of JSON. {@code dev.tailrace.app} says what the requests do.
 */
@NullMarked
package dev.tailrace.control;

import org.jspecify.annotations.NullMarked;
