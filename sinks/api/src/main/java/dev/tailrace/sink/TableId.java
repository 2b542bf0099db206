package dev.tailrace.sink;

/**
 * A source table within a pipeline: what state is kept under.
 *
 * @param pipeline the pipeline's name
 * @param table the DynamoDB table's name
 */
public record TableId(String pipeline, String table) {
  @Override
  public String toString() {
    return pipeline + "/" + table;
  }
}
