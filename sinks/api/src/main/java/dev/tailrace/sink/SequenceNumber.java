package dev.tailrace.sink;

import java.math.BigInteger;

/**
 * A stream record's sequence number: 21 to 40 decimal digits that compare as a number, whatever
 * zeros are in front.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_SequenceNumberRange.html">SequenceNumberRange</a>
 */
public final class SequenceNumber implements Comparable<SequenceNumber> {
  private final String text;
  private final BigInteger value;

  private SequenceNumber(String text) {
    this.text = text;
    this.value = new BigInteger(text);
  }

  /**
   * The sequence number that AWS wrote as {@code text}.
   *
   * @throws IllegalArgumentException when it is not all decimal digits
   */
  public static SequenceNumber of(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a sequence number: «" + text + "»");
    }
    return new SequenceNumber(text);
  }

  @Override
  public int compareTo(SequenceNumber other) {
    return value.compareTo(other.value);
  }

  /** Whether the numbers are equal; zeros in front do not count. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SequenceNumber that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** The text as AWS wrote it. */
  @Override
  public String toString() {
    return text;
  }
}
