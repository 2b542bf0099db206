/**
 * LocalStack for tests: on the machine itself where there is a Python for it. {@link
 * dev.tailrace.localstack.HostLocalStack} installs it once and starts it.
 *
 * <p>Knows nothing of the rest of Tailrace. LocalStack has no exports of tables; the front door of
 * {@code dev.tailrace.local} adds them.
 */
@NullMarked
package dev.tailrace.localstack;

import org.jspecify.annotations.NullMarked;
