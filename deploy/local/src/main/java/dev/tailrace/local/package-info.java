/**
 * AWS in one process, for trying, testing and developing: DynamoDB Local's tables and streams, an
 * S3 server, and the control plane that neither has (point-in-time recovery and exports to S3),
 * behind one endpoint on the loopback interface.
 *
 * <p>Or the control plane alone, before a DynamoDB and an S3 that run elsewhere: {@link
 * dev.tailrace.local.UpstreamAws}. What differs between the two is behind small ports: how tables
 * are read, how writes come into a table's journal, where objects go.
 *
 * <p>{@link dev.tailrace.local.LocalAws} starts and stops it; {@link
 * dev.tailrace.local.LocalCommand} is the verb {@code tailrace local}. The demo and the tests of
 * other modules talk to the endpoint through an ordinary AWS SDK. Nothing in the daemon knows this
 * package, and this package knows nothing of the daemon.
 */
@NullMarked
package dev.tailrace.local;

import org.jspecify.annotations.NullMarked;
