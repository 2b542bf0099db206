package dev.tailrace.backfill;

/** The two formats of data files. */
public enum ExportFormat {
  /** Lines of DynamoDB JSON. */
  DYNAMODB_JSON,
  /** Amazon Ion text. */
  ION
}
