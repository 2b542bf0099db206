package dev.tailrace.local;

import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * The tables that the control plane speaks of.
 *
 * @param guards their locks and histories
 * @param reader what is in them
 * @param histories where a history comes from
 */
record ExportedTables(TableGuards guards, TableReader reader, HistorySource histories) {

  /** Describes a table, and fails with an error that {@code missing} makes if there is none. */
  TableDescription table(String nameOrArn, Function<String, AwsError> missing) {
    return reader.table(nameOrArn).orElseThrow(() -> missing.apply(nameOrArn));
  }
}
