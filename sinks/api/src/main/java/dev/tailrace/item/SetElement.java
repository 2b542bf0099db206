package dev.tailrace.item;

import java.math.BigDecimal;
import java.util.Arrays;

/** An element of a set, with what it sorts by and how it is written. One set, one kind. */
sealed interface SetElement extends Comparable<SetElement> {
  byte[] json();

  @SuppressWarnings("ArrayRecordComponent") // lives for the length of a sort
  record OfNumber(BigDecimal value, byte[] json) implements SetElement {
    @Override
    public int compareTo(SetElement other) {
      return value.compareTo(((OfNumber) other).value);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // lives for the length of a sort
  record OfBytes(byte[] value, byte[] json) implements SetElement {
    @Override
    public int compareTo(SetElement other) {
      return Arrays.compareUnsigned(value, ((OfBytes) other).value);
    }
  }
}
