/** Stream records and errors, made by hand. */
@NullMarked
package dev.tailrace.stream;

import org.jspecify.annotations.NullMarked;
