package dev.tailrace.local;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The calls that exports read a DynamoDB with. Safe for several threads. */
interface TableCalls {

  /** A table's description, empty if there is no such table. */
  Optional<TableDescription> describe(String tableNameOrArn);

  GetItemResponse get(GetItemRequest request);

  BatchGetItemResponse get(BatchGetItemRequest request);

  ScanResponse scan(ScanRequest request);
}
