package dev.tailrace.local;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How one item differs between the start and the end of a window.
 *
 * @param writeMicros when it was last written to within the window, in microseconds since the epoch
 * @param before the item at the start, empty if there was none
 * @param after the item at the end, empty if there is none
 */
record ItemChange(
    ItemKey key,
    long writeMicros,
    Map<String, AttributeValue> before,
    Map<String, AttributeValue> after) {}
