/** Tests of the Snowflake sink. */
@NullMarked
package dev.tailrace.sink.snowflake;

import org.jspecify.annotations.NullMarked;
