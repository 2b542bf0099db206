/** The contract suites, run by DynamoDB Local, and what a DynamoDB as a target can get wrong. */
@NullMarked
package dev.tailrace.sink.dynamodb;

import org.jspecify.annotations.NullMarked;
