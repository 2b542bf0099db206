package dev.tailrace.item;

/**
 * The ten types of a DynamoDB attribute value, by the descriptors AWS writes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>
 */
public enum AttributeType {
  /** A string. */
  S,
  /** A number of up to 38 significant digits, carried as text. */
  N,
  /** Bytes, carried as base64 text. */
  B,
  /** A boolean. */
  BOOL,
  /** A null; its value is always {@code true}. */
  NULL,
  /** A map of attribute name to value. */
  M,
  /** A list of values. */
  L,
  /** A set of strings. */
  SS,
  /** A set of numbers. */
  NS,
  /** A set of binaries. */
  BS;

  /** Whether a value of this type is a map, a list or a set. */
  public boolean isNested() {
    return this == M || this == L || isSet();
  }

  /** Whether a value of this type is one of the three sets. */
  public boolean isSet() {
    return this == SS || this == NS || this == BS;
  }
}
