package dev.tailrace.core;

/**
 * Which table it is, beyond its name.
 *
 * @param arn says account and region; never empty
 * @param id AWS's TableId, which is another one when a table is deleted and made again under its
 *     name; empty where what answers for DynamoDB has none
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html">TableDescription</a>
 */
public record TableIdentity(String arn, String id) {
  /** Whether both are the same table, as far as what is known of them tells. */
  boolean isSameAs(TableIdentity other) {
    return arn.equals(other.arn) && (id.isEmpty() || other.id.isEmpty() || id.equals(other.id));
  }

  @Override
  public String toString() {
    return id.isEmpty() ? arn : "%s (table id %s)".formatted(arn, id);
  }
}
