/**
 * What has to be in place before a pipeline starts, looked at without changing anything.
 *
 * <p>Each class looks at one part and puts what it finds into {@link
 * dev.tailrace.preflight.Findings}: {@link dev.tailrace.preflight.AwsSettings} at the settings
 * alone, {@link dev.tailrace.preflight.TableChecks} at the source tables, {@link
 * dev.tailrace.preflight.BucketCheck} at the export bucket, {@link
 * dev.tailrace.preflight.ListenCheck} at the status address. {@link
 * dev.tailrace.preflight.AwsTrouble} is the one class here that sorts what the AWS SDK throws. The
 * neighbour {@code dev.tailrace.app} puts the parts together and adds the sink.
 */
@NullMarked
package dev.tailrace.preflight;

import org.jspecify.annotations.NullMarked;
