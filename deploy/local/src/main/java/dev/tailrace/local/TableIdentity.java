package dev.tailrace.local;

/**
 * One table's life, from its creation to its deletion.
 *
 * @param id a UUID; a table created again under its old name has another
 */
record TableIdentity(String name, String arn, String id) {

  /** The table's name out of a name or an ARN, both of which DynamoDB takes for a TableName. */
  static String nameIn(String nameOrArn) {
    int at = nameOrArn.indexOf(":table/");
    if (at < 0) {
      return nameOrArn;
    }
    String rest = nameOrArn.substring(at + ":table/".length());
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }
}
