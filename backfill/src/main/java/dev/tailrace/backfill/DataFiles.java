package dev.tailrace.backfill;

import dev.tailrace.sink.ItemReader;
import java.util.function.Function;

/** Opens an export's data files as items. */
public final class DataFiles {
  private DataFiles() {}

  /**
   * The items of a data file of a full export, checked against the manifest's count and MD5 before
   * the reader says that there are no more.
   *
   * @return to be closed by the caller, used by one thread
   * @throws dev.tailrace.sink.DataFileException when the file is missing
   * @throws AwsException when it can't be had for another reason; the reader throws it too
   */
  public static ItemReader open(ExportStore store, DataFile file, ExportFormat format) {
    String name = store.describe(file.key());
    return opened(
        store,
        file,
        input ->
            switch (format) {
              case DYNAMODB_JSON -> new JsonItemReader(new LineReader(name, input));
              case ION -> new IonItemReader(new IonStructs(name, input));
            });
  }

  /**
   * The net changes of a data file of an incremental export, one an item, checked in the same way:
   * the new image of a key that was there at the window's end; of one that was not, its key
   * attributes alone, with {@link ItemReader#isDelete} true.
   *
   * @return to be closed by the caller, used by one thread
   * @throws dev.tailrace.sink.DataFileException when the file is missing
   * @throws AwsException when it can't be had for another reason; the reader throws it too
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">the
   *     records' format</a>
   */
  public static ItemReader openChanges(ExportStore store, DataFile file, ExportFormat format) {
    String name = store.describe(file.key());
    return opened(
        store,
        file,
        input ->
            switch (format) {
              case DYNAMODB_JSON -> new JsonChangesReader(new LineReader(name, input));
              case ION -> new IonChangesReader(new IonStructs(name, input));
            });
  }

  private static ItemReader opened(
      ExportStore store, DataFile file, Function<CheckedInput, ItemReader> readerOf) {
    String name = store.describe(file.key());
    CheckedInput input = new CheckedInput(name, store.open(file.key()), file.md5());
    try {
      return new CountingReader(name, readerOf.apply(input), file.itemCount());
    } catch (RuntimeException e) {
      // Ion's reader looks at the first bytes at once.
      input.close();
      throw e;
    }
  }
}
