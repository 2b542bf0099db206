/** The protocol against a world held in maps. */
@NullMarked
package dev.tailrace.core;

import org.jspecify.annotations.NullMarked;
