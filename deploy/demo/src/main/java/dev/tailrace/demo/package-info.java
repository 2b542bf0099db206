/**
 * The demo: real data in DynamoDB Local, a writer that goes on changing it, the daemon as it is
 * shipped, and a comparison of table and warehouse that shares no code with the daemon.
 *
 * <p>Uses {@code dev.tailrace.local} for AWS and {@code dev.tailrace.app} for the daemon; nothing
 * uses this. Never shipped.
 */
@NullMarked
package dev.tailrace.demo;

import org.jspecify.annotations.NullMarked;
