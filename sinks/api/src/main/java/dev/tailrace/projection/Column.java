package dev.tailrace.projection;

/**
 * A column that holds one attribute.
 *
 * @param attribute the attribute's name in DynamoDB
 * @param name the column's name; the attribute's, unless a column of that name, capitals aside, was
 *     there before it
 * @param byHand whether a user chose the type, which then stays
 */
public record Column(String attribute, String name, ColumnType type, boolean byHand) {
  private static final String BY_HAND = " by hand";

  /** Of a type that was found out. */
  public Column(String attribute, String name, ColumnType type) {
    this(attribute, name, type, false);
  }

  /** What {@link #typeText} wrote, with the names. */
  public static Column of(String attribute, String name, String typeText) {
    boolean byHand = typeText.endsWith(BY_HAND);
    String type = byHand ? typeText.substring(0, typeText.length() - BY_HAND.length()) : typeText;
    return new Column(attribute, name, ColumnType.parse(type), byHand);
  }

  /** The type and who chose it, as catalogues store it. */
  public String typeText() {
    return type.toText() + (byHand ? BY_HAND : "");
  }

  /** The same column of a type that a user chose. */
  public Column byHand(ColumnType chosen) {
    return new Column(attribute, name, chosen, true);
  }
}
