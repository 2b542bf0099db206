package dev.tailrace.local;

import dev.tailrace.local.ExportOrder.FullExport;
import dev.tailrace.local.ExportOrder.IncrementalExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs exports, each on a virtual thread, from IN_PROGRESS to COMPLETED or FAILED. */
final class ExportRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExportRun.class);

  private static final int LONGEST_CLOSE_SECONDS = 5;

  private final ExportedTables tables;
  private final ObjectStore store;
  private final ExportRegister register;
  private final ExportOptions options;
  private final InstantSource clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  ExportRun(
      ExportedTables tables,
      ObjectStore store,
      ExportRegister register,
      InstantSource clock,
      ExportOptions options) {
    this.tables = tables;
    this.store = store;
    this.register = register;
    this.clock = clock;
    this.options = options;
  }

  /** Begins to run a new export, and returns at once. */
  void begin(Export export) {
    threads.execute(() -> run(export));
  }

  private void run(Export export) {
    try {
      register.end(export, write(export));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ObjectStore.NoSuchBucket missing) {
      fail(export, new ExportFailure("S3NoSuchBucket", String.valueOf(missing.getMessage())));
    } catch (Exception failure) {
      // The top of this thread: whatever went wrong, the export must not stay in progress.
      if (closed.getCount() > 0) {
        LOG.warn("export {} failed", export.arn(), failure);
      }
      fail(export, new ExportFailure("UNKNOWN", String.valueOf(failure.getMessage())));
    }
  }

  private void fail(Export export, ExportFailure failure) {
    register.end(export, new Export.Failed(clock.instant(), failure));
  }

  /** Whether a bucket, which is always of the table's account here, is wanted of another one. */
  private static boolean isOfAnother(ExportOrder order) {
    String owner = order.parameters().path("S3BucketOwner").asText("");
    return !owner.isEmpty() && !order.table().arn().contains(":" + owner + ":");
  }

  private Export.State write(Export export) throws IOException, InterruptedException {
    if (isOfAnother(export.order())) {
      return new Export.Failed(
          clock.instant(), new ExportFailure("S3AccessDenied", "Access Denied"));
    }
    long started = System.nanoTime();
    ExportManifests manifests = new ExportManifests(export, store);
    manifests.started();
    try (DataFiles files = new DataFiles(options.dataFiles())) {
      fill(files, export.order());
      for (DataFiles.DataFile file : files.finished()) {
        manifests.upload(file);
      }
      if (waitedInVain(started)) {
        throw new InterruptedException("closed");
      }
      Optional<ExportFailure> fault =
          options.fault().failure(export.order().table().name(), export.arn());
      if (fault.isPresent()) {
        return new Export.Failed(clock.instant(), fault.get());
      }
      return manifests.complete(clock.instant(), files.items(), files.bytes());
    }
  }

  /** Waits till the export has been in progress for long enough; true if this was closed first. */
  private boolean waitedInVain(long startedNanos) throws InterruptedException {
    long left = options.inProgress().toNanos() - (System.nanoTime() - startedNanos);
    return closed.await(Math.max(0, left), TimeUnit.NANOSECONDS);
  }

  private void fill(DataFiles files, ExportOrder order) throws IOException {
    TableGuard guard = tables.guards().of(order.table().name());
    TableHistory history =
        guard
            .locked(now -> now)
            .filter(now -> now.table().equals(order.table()))
            .orElseThrow(
                () -> new IOException("table " + order.table().name() + " has no history"));
    ItemEncoder encoder = ItemEncoder.of(order.format());
    try {
      switch (order.content()) {
        case FullExport full ->
            new PointInTimeView(guard, history, tables.reader(), full.micros())
                .items(item -> unchecked(() -> files.add(encoder.item(item))));
        case IncrementalExport window ->
            PointInTimeView.changes(
                guard,
                history,
                tables.reader(),
                window,
                change -> unchecked(() -> files.add(encoder.change(change, window.view()))));
      }
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void unchecked(Writing writing) {
    try {
      writing.run();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Breaks off running exports, which stay IN_PROGRESS or fail, and waits for their threads. */
  @Override
  public void close() {
    closed.countDown();
    threads.shutdownNow();
    try {
      threads.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
