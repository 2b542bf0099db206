package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/**
 * The operations that DynamoDB Local and its kin don't have: point-in-time recovery and exports to
 * S3. Safe for several threads.
 */
final class ControlPlane implements AutoCloseable {
  private final ExportRun exportRun;
  private final Map<String, Function<JsonCall, ObjectNode>> operations;

  /**
   * @param store where exports go
   * @param clock the time of exports; the tables' journals go by the same
   */
  ControlPlane(
      ExportedTables tables, ObjectStore store, InstantSource clock, ExportOptions options) {
    ExportRegister register = new ExportRegister(clock);
    this.exportRun = new ExportRun(tables, store, register, clock, options);
    Exports exports =
        new Exports(tables, clock, options.shortestWindow(), register, exportRun::begin);
    ContinuousBackups backups = new ContinuousBackups(tables, clock);
    this.operations =
        Map.of(
            "DescribeContinuousBackups", backups::describe,
            "UpdateContinuousBackups", backups::update,
            "ExportTableToPointInTime", exports::start,
            "DescribeExport", exports::describe,
            "ListExports", exports::list);
  }

  /** The operations, by the names that X-Amz-Target has for them; each throws {@link AwsError}. */
  Map<String, Function<JsonCall, ObjectNode>> operations() {
    return operations;
  }

  /** Breaks off running exports. */
  @Override
  public void close() {
    exportRun.close();
  }
}
